import { describe, expect, it } from 'vitest';
import { type CommentedLimit, limitComments, problemsOf, splitBeyond } from './limit-comments.ts';

const path = 'libs/services/x/src/x.limits.ts';
const read = (text: string): CommentedLimit[] => limitComments({ path, text });

describe('comments of limits', () => {
  it('say what is limited and what happens beyond it', () => {
    const text =
      '/**\n * Keys of one {@link Upload}:\n * a few. Beyond: 413\n * M_TOO_LARGE.\n */\nexport const KEYS_MAX = 5;\n';
    expect(read(text)).toEqual([
      { path, names: ['KEYS_MAX'], text: 'Keys of one `Upload`: a few.', beyond: '413 M_TOO_LARGE.' },
    ]);
  });

  it('speak of all constants directly below them, and of no other', () => {
    const two = '/** Both. */\nexport const A_MS = 1;\nexport const B_MS = 2;\n';
    const one = '\nconst KIB = 1024;\n/** One. */\nexport const C = KIB;\n';
    expect(read(two + one).map(({ names }) => names)).toEqual([['A_MS', 'B_MS'], ['C']]);
    expect(() => read('/** A. */\nexport const A = 1;\n\nexport const B = 2;\n')).toThrow('B has no doc comment');
    expect(() => read('// A.\nexport const A = 1;\n')).toThrow('A has no doc comment');
  });
});

describe('what is wrong with a limit', () => {
  const codes = new Set(['M_TOO_LARGE']);
  const problems = (name: string, description: string): string[] =>
    problemsOf({ path, names: [name], ...splitBeyond(description) }, codes);

  it.each([
    ['KEYS_MAX', 'Keys.', 1],
    ['RATE_MIN', 'A rate.', 1],
    ['WAIT_MAX_MS', 'A wait.', 1],
    ['http.connectionsMax', 'Connections.', 1],
    ['http.rateLimits.send', 'Events.', 1],
    ['PERIOD_MS', 'A pace, which nobody exceeds.', 0],
    ['KEYS_MAX', 'Keys. Beyond: the rest is dropped.', 0],
    ['KEYS_MAX', 'Keys. Beyond: 413 M_TOO_LARGE.', 0],
    ['KEYS_MAX', 'Keys. Beyond: M_TOO_LARGE.', 1],
    ['KEYS_MAX', 'Keys. Beyond: 413 M_TOO_LONG, or 413 M_TOO_LARGE.', 1],
  ])('%s: %s', (name, description, count) => {
    expect(problems(name, description)).toHaveLength(count);
  });
});

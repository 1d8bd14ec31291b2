import { describe, expect, it } from 'vitest';
import { wrapComments } from './wrap-comments.ts';

const wrap = (text: string): string => wrapComments(text, 20);

describe('wrapping comments', () => {
  it('leaves what fits and what is not a comment', () => {
    const text = "// short enough\nconst text = 'a line that is far too wide';";
    expect(wrap(text)).toBe(text);
  });

  it('moves the words that are over to a line of their own', () => {
    expect(wrap('  // one two three four\ncode')).toBe('  // one two three\n  // four\ncode');
  });

  it('puts them before the rest of the sentence', () => {
    expect(wrap('// one two three four\n// five six')).toBe('// one two three\n// four five six');
  });

  it('keeps a tag at the beginning of its line', () => {
    expect(wrap(' * one two three four\n * @param x')).toBe(' * one two three\n * four\n * @param x');
  });

  it('opens a block comment that stands on one line', () => {
    expect(wrap('/** one two three 4 */')).toBe('/**\n * one two three 4\n */');
  });

  it('wraps as often as needed and ends at a word that cannot be broken', () => {
    expect(wrap('// one two three four five six seven')).toBe('// one two three\n// four five six\n// seven');
    expect(wrap('// onetwothreefourfivesixseven')).toBe('// onetwothreefourfivesixseven');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGlob } from './fixtures/check-glob.js';
import { matchesGlobPlainly } from './fixtures/matches-glob-plainly.js';
import { foldCase, FoldedText } from './folded-text.js';
import { Glob } from './glob.js';

const matches = (pattern: string, text: string) => new Glob(pattern).matches(new FoldedText(text));
const matchesWords = (pattern: string, text: string) => new Glob(pattern).matchesWords(new FoldedText(text));

describe('glob-style matching', () => {
  it.each([
    ['lunc?*', 'Lunch plans', true],
    ['lunc?*', 'LUNCH', true],
    ['lunc?*', ' lunch', false],
    ['lunc?*', 'lunc', false],
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['**', 'a\nb', true],
    ['?', '', false],
    ['?', '😀', true],
    ['??', '😀', false],
    ['*?', '😀', true],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['a\\*', 'a\\bc', true],
    ['ΌΣΟΣ', 'όσος', true],
    ['İstanbul', 'istanbul', true],
    ['?stanbul', 'İSTANBUL', true],
    ['straße', 'STRASSE', false],
  ])('matches %j against the entire %j: %j', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it.each([
    ['ex*ple', 'An example event.', true],
    ['ex*ple', 'exple', true],
    ['ex*ple', 'An exciting triple-whammy', true],
    ['ex*ple', 'An examples', false],
    ['cake', 'Cake!', true],
    ['cake', 'pancake cakes cake', true],
    ['cake', 'pancake cakes', false],
    ['cake', 'cake_', false],
    ['cake', 'cake2', false],
    ['cake', 'écakeé', true],
    ['@alice', 'hello@alice', true],
    ['@alice', '@@alice:', true],
    ['c++', 'I like c++', true],
    ['c++', 'c++b', true],
    ['a', '', false],
    ['', 'anything', true],
    ['*', '', true],
    ['?', 'ab c', true],
    ['??', 'abc', false],
    ['😀', 'a😀b', true],
    ['k', 'x\u212Ax', true],
  ])('matches %j against words of %j: %j', (pattern, text, expected) => {
    expect(matchesWords(pattern, text)).toBe(expected);
  });

  it('agrees with trying all ways', () => {
    const texts = fc.array(fc.constantFrom('a', 'b', '-', '😀'), { maxLength: 7 });
    const patterns = fc.array(fc.constantFrom('a', 'b', '-', '😀', '*', '?'), { maxLength: 6 });
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        checkGlob(pattern.join(''), text.join(''));
      }),
      { numRuns: 3000 },
    );
    const long = fc.array(fc.constantFrom('a', 'b', '-', '😀'), { minLength: 20, maxLength: 40 });
    fc.assert(
      fc.property(patterns, long, (pattern, text) => {
        checkGlob(pattern.join(''), text.join(''));
      }),
      { numRuns: 1000 },
    );
  });

  it('agrees with trying all ways when the pattern is longer than a machine word', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 60, maxLength: 80 });
    const wildcards = fc.array(fc.tuple(fc.nat(79), fc.constantFrom('*', '?')), { maxLength: 4 });
    fc.assert(
      fc.property(texts, wildcards, texts, (text, changes, other) => {
        const pattern = [...text];
        for (const [index, wildcard] of changes) if (index < pattern.length) pattern[index] = wildcard;
        expect(matches(pattern.join(''), text)).toBe(true);
        expect(matches(pattern.join(''), other)).toBe(matchesGlobPlainly(pattern.join(''), other));
        expect(matches(pattern.join(''), `${text}b`)).toBe(matchesGlobPlainly(pattern.join(''), `${text}b`));
      }),
    );
  });

  it.each(['*a'.repeat(30_000), 'a?'.repeat(127), '*?a'.repeat(85), `${'a'.repeat(254)}b`, '*'.repeat(60_000)])(
    'answers for a hostile pattern and 60 kB',
    (pattern) => {
      for (const text of ['a'.repeat(60_000), 'a-'.repeat(30_000), `${'a'.repeat(59_000)}c`]) {
        expect(typeof matches(`${pattern}x?`, `${text}x`)).toBe('boolean');
        expect(typeof matchesWords(`${pattern}x?`, `${text}x`)).toBe('boolean');
      }
    },
  );
});

describe('folding case', () => {
  it('keeps the length of every character', () => {
    const changed: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      if (foldCase(character).length !== character.length) changed.push(character);
    }
    expect(changed).toEqual([]);
  });

  it('is the same for upper and lower case', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'B', 'é', 'Σ', 'ς', 'Ж', '𐐀') }), (text) => {
        expect(foldCase(text.toUpperCase())).toBe(foldCase(text.toLowerCase()));
      }),
    );
  });
});

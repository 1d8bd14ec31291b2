import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readVectors, type Vector } from '../fixtures/read-vectors.js';
import { JSON_DEPTH_MAX } from './json.limits.js';
import { canonicalJson } from './canonical-json.js';
import { readPlainly, writePlainly } from './fixtures/plain-json.js';
import { JsonError } from './json-error.js';
import { JsonNumber } from './json-number.js';
import type { JsonValue } from './json-value.js';
import { parseExactJson } from './parse-exact-json.js';
import { parseJson } from './parse-json.js';

interface CanonicalVector extends Vector {
  readonly text: string;
  readonly canonical: string;
}

const keyParts = fc.constantFrom(
  'a',
  'b',
  'Z',
  '0',
  '1',
  '10',
  '9',
  '__proto__',
  'é',
  '\ue000',
  '\uffff',
  '😀',
  '💩',
  '',
);
const key = fc.array(keyParts, { maxLength: 3 }).map((parts) => parts.join(''));
const scalar = fc.oneof(fc.maxSafeInteger(), fc.boolean(), fc.constant(null), key, fc.string({ unit: 'binary' }));
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.uniqueArray(fc.tuple(key, tie('json')), { selector: ([name]) => name, maxLength: 6 }).map(Object.fromEntries),
  ),
})) as { json: fc.Arbitrary<JsonValue> };

function reasonOf(value: unknown): string {
  try {
    canonicalJson(value as JsonValue);
  } catch (error) {
    if (error instanceof JsonError) return error.reason;
    throw error;
  }
  return 'none';
}

function nested(levels: number): JsonValue {
  let value: JsonValue = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { b: value, a: 0 };
  return value;
}

describe('canonicalJson', () => {
  it.each(readVectors<CanonicalVector>('canonical-json'))('$title', ({ text, canonical }) => {
    expect(canonicalJson(parseExactJson(text))).toBe(canonical);
  });

  it('sorts keys lexicographically by Unicode code point at every level', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(value)).toBe(writePlainly(readPlainly(JSON.stringify(value)).value));
      }),
    );
  });

  it('gives the same text for what it wrote itself', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(parseJson(text))).toBe(text);
      }),
    );
  });

  it('leaves the value as it was', () => {
    const value = { b: { d: 1, c: 2 }, a: [{ z: 1, y: 2 }] };
    const before = JSON.stringify(value);
    canonicalJson(value);
    expect(JSON.stringify(value)).toBe(before);
  });

  it.each([0.5, -0, 2 ** 53, -(2 ** 53), Number.NaN, Number.POSITIVE_INFINITY])('refuses the number %d', (number) => {
    expect(reasonOf({ a: [number] })).toBe('number');
    expect(reasonOf({ 10: 1, 9: 1, b: number })).toBe('number');
  });

  it.each(['\ud800', 'a\udc00b', '\\\ud800', '\udc00\ud800'])('refuses a lone surrogate', (text) => {
    expect(reasonOf([text])).toBe('lone_surrogate');
    expect(reasonOf({ [text]: 1 })).toBe('lone_surrogate');
  });

  it('takes the text of a surrogate escape for text', () => {
    expect(canonicalJson(['\\ud800', '\\\\ud800'])).toBe(String.raw`["\\ud800","\\\\ud800"]`);
  });

  it.each([undefined, 1n, () => 1, Symbol('x')])('refuses what JSON has no notation for', (value) => {
    expect(reasonOf({ a: value })).toBe('not_json');
    expect(reasonOf([value])).toBe('not_json');
  });

  it('writes a number that is kept as text as it is, whatever stands around it', () => {
    const one = new JsonNumber('1.0');
    expect(canonicalJson(one)).toBe('1.0');
    expect(canonicalJson({ b: [one, { d: one, c: 1 }], a: one })).toBe('{"a":1.0,"b":[1.0,{"c":1,"d":1.0}]}');
    expect(canonicalJson({ 10: one, 9: [one], '\ue000': one, '😀': one })).toBe(
      '{"10":1.0,"9":[1.0],"\ue000":1.0,"😀":1.0}',
    );
  });

  it('allows 1,000 levels of nesting and no more', () => {
    expect(reasonOf(nested(JSON_DEPTH_MAX))).toBe('none');
    expect(reasonOf(nested(JSON_DEPTH_MAX + 1))).toBe('too_deep');
  });
});

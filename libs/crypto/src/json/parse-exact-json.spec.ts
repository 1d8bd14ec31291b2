import { describe, expect, it } from 'vitest';

import { readVectors, type Vector } from '../fixtures/read-vectors.js';
import { canonicalJson } from './canonical-json.js';
import { JsonError } from './json-error.js';
import { JsonNumber } from './json-number.js';
import { parseExactJson } from './parse-exact-json.js';
import { parseJson } from './parse-json.js';

interface ExactVector extends Vector {
  readonly text: string;
  readonly canonical: string;
}

describe('parseExactJson', () => {
  it.each(readVectors<ExactVector>('exact-json'))('$title', ({ text, canonical }) => {
    expect(canonicalJson(parseExactJson(text))).toBe(canonical);
  });

  it('gives plain numbers where canonical JSON allows them, and JsonNumber elsewhere', () => {
    const value = parseExactJson('[1,-0,1e2,1.0,9007199254740992,"1.0"]');
    const kept = ['1.0', '9007199254740992'].map((text) => new JsonNumber(text));
    expect(value).toEqual([1, 0, 100, ...kept, '1.0']);
  });

  it('reads a text without such numbers as parseJson does', () => {
    const text = '{"__proto__":{"1":[1,-2]},"a":"\\ud83d\\ude00\\u0000","a":null}';
    expect(parseExactJson(text)).toStrictEqual(parseJson(text));
  });

  it('refuses what parseJson refuses', () => {
    for (const text of ['{"a":1.0', '["\\ud800",1.0]', '[1.0'.repeat(101), `${'['.repeat(11)}1.0${']'.repeat(11)}`]) {
      expect(() => parseExactJson(text, { depthMax: 10 })).toThrow(JsonError);
    }
  });

  it('keeps numbers of 65,000 digits', () => {
    const digits = '9'.repeat(32_000);
    expect(canonicalJson(parseExactJson(`{"b":1e${digits},"a":-${digits}}`))).toBe(`{"a":-${digits},"b":1e${digits}}`);
    expect(canonicalJson(parseExactJson(`[0.${digits}]`))).toBe(`[0.${digits}]`);
  });
});

describe('JsonNumber', () => {
  it('knows an integer by how it is written', () => {
    expect(['9223372036854775807', '-1', '1.0', '1e3'].map((text) => new JsonNumber(text).isInteger)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('is written by JSON.stringify as it is', () => {
    expect(JSON.stringify({ depth: new JsonNumber('9223372036854775807') })).toBe('{"depth":9223372036854775807}');
  });

  it('gives the nearest double', () => {
    expect(new JsonNumber('1.50').toDouble()).toBe(1.5);
    expect(new JsonNumber('1e999').toDouble()).toBe(Number.POSITIVE_INFINITY);
  });
});

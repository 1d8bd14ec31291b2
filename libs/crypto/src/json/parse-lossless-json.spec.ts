import { describe, expect, it } from 'vitest';
import { JsonError } from './json-error.js';
import { parseJson } from './parse-json.js';
import { parseLosslessJson } from './parse-lossless-json.js';

const REFUSED = [
  '1e400',
  '-1e400',
  '12345678901234567890',
  '-12345678901234567890',
  '9007199254740992',
  '9007199254740993',
  '9007199254740991.5',
  '1e16',
  '1e-400',
  '-0.1e-400',
];
const TAKEN = ['0', '-0', '0.0', '0e400', '-0.0e-5', '0.5', '1.0', '1e3', '0.10000000000000001', '9007199254740991'];

describe('parseLosslessJson', () => {
  it.each(REFUSED)('refuses %s, which would be stored as another number', (number) => {
    for (const text of [number, `{"a":[${number}]}`, `{"\\u0061":${number}}`]) {
      expect(() => parseLosslessJson(text)).toThrow(expect.objectContaining({ reason: 'number' }));
    }
  });

  it.each(TAKEN)('takes %s as the number that it is', (number) => {
    expect(parseLosslessJson(`{"a":[${number},"1e400"]}`)).toEqual({ a: [Number(number), '1e400'] });
  });

  it('refuses what parseJson refuses', () => {
    for (const text of ['{"a":1.5', '["\\ud800",1.5]', `${'['.repeat(11)}1.5${']'.repeat(11)}`]) {
      expect(() => parseLosslessJson(text, { depthMax: 10 })).toThrow(JsonError);
    }
  });

  it('reads a text as parseJson does', () => {
    const text = '{"__proto__":{"1":[1,-2.5]},"a":"\\ud83d\\ude00\\u0000","a":null}';
    expect(parseLosslessJson(text)).toStrictEqual(parseJson(text));
  });
});

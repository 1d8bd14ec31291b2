import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { JSON_DEPTH_MAX } from './json.limits.js';
import { canonicalJson } from './canonical-json.js';
import { readPlainly, writePlainly } from './fixtures/plain-json.js';
import { JsonError } from './json-error.js';
import { parseExactJson } from './parse-exact-json.js';
import { parseJson } from './parse-json.js';

function reasonOf(text: string, depthMax?: number): string {
  try {
    parseJson(text, depthMax === undefined ? {} : { depthMax });
  } catch (error) {
    if (error instanceof JsonError) return error.reason;
    throw error;
  }
  return 'none';
}

const nested = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels);

describe('parseJson', () => {
  it('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(parseJson(text))).toBe(text);
      }),
    );
  });

  it.each([
    ['{"a1":0,"\\\\":0}', '{"a1":0,"\\n":1}', 'a1,\n'],
    ['{"a2":0,"\\\\":0}', '{"a2":0, "\\"" : 1}', 'a2,"'],
    ['{"a3":0,"b\\\\":0}', '{"a3":0,"b\\n":1}', 'a3,b\n'],
    ['{"a4":0,"\\\\u0":0}', '{"a4":"\\\\","\\u0062cd":1}', 'a4,bcd'],
    ['{"a5":0,"\\\\":0}', '[{"a5":0,"\\\\":0},{"x":[{"a5":0,"\\/":1.0}]}]', '0,1'],
  ])('reads escaped keys rightly after %s, where V8 does not', (before, text, keys) => {
    const kept = [parseJson(before), parseJson(text), parseJson(text)];
    expect(Object.keys(kept[2] as object).join()).toBe(keys);
    expect(canonicalJson(parseExactJson(text))).toBe(writePlainly(readPlainly(text).value));
  });

  it('takes __proto__ for an ordinary key', () => {
    const value = parseJson('{"__proto__":{"admin":true}}') as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(value['admin']).toBeUndefined();
  });

  it.each(['', '{', '{"a":1,}', "{'a':1}", 'NaN', '01', '"\u0001"', '\ufeff{}', '[1]x'])('refuses %j', (text) => {
    expect(reasonOf(text)).toBe('syntax');
  });

  it('says nothing of the input in its message', () => {
    expect(() => parseJson('{"password":"hunter2"')).toThrow(/^Not valid JSON$/);
  });

  it.each(['["\\ud800"]', '["\\uDC00\\ud800"]', '{"\\ud800":1}', '["\ud800"]'])('refuses lone surrogates', (text) => {
    expect(reasonOf(text)).toBe('lone_surrogate');
  });

  it('accepts escaped surrogate pairs', () => {
    expect(parseJson('"\\ud83d\\ude00\\u0000"')).toBe('😀\0');
  });

  it('accepts 1,000 levels of nesting and no more', () => {
    expect(reasonOf(nested(JSON_DEPTH_MAX))).toBe('none');
    expect(reasonOf(nested(JSON_DEPTH_MAX + 1))).toBe('too_deep');
    expect(reasonOf('{"a":'.repeat(1_001) + '1' + '}'.repeat(1_001))).toBe('too_deep');
    expect(reasonOf(nested(11), 10)).toBe('too_deep');
  });

  it('refuses a hostile depth without reading further', () => {
    expect(reasonOf('['.repeat(1_000_000))).toBe('too_deep');
  });

  it('counts neither brackets in strings nor siblings as nesting', () => {
    expect(reasonOf(JSON.stringify('[{'.repeat(500)))).toBe('none');
    expect(reasonOf(JSON.stringify(['\\"[', ...Array.from({ length: 500 }, () => [{}])]))).toBe('none');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readVectors, type Vector } from '../fixtures/read-vectors.js';
import { canonicalJson } from './canonical-json.js';
import { jsonTexts, readPlainly } from './fixtures/json-texts.js';
import { JsonError } from './json-error.js';
import { parseCanonicalJson } from './parse-canonical-json.js';
import { parseJson } from './parse-json.js';

interface RefusedVector extends Vector {
  readonly text: string;
  readonly reason: string;
}

function reasonOf(text: string): string {
  try {
    parseCanonicalJson(text);
  } catch (error) {
    if (error instanceof JsonError) return error.reason;
    throw error;
  }
  return 'none';
}

describe('parseCanonicalJson', () => {
  it.each(readVectors<RefusedVector>('refused-json'))('$title', ({ text, reason }) => {
    expect(reasonOf(text)).toBe(reason);
  });

  it.each([
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '[{"a":1},{"a":1}]',
    '{"a":"b:c","b":":","c:d":"\\":"}',
    '{ "b" : 1 , "a" : [ -1 , "1.5" ] }',
    '{"__proto__":1,"constructor":{"__proto__":1}}',
    'null',
  ])('takes %s', (text) => {
    expect(JSON.stringify(parseCanonicalJson(text))).toBe(JSON.stringify(parseJson(text)));
  });

  it('refuses exactly the texts with a forbidden number or with a key that stands twice', () => {
    fc.assert(
      fc.property(jsonTexts, (text) => {
        const { forbiddenNumbers, duplicateKeys } = readPlainly(text);
        const expected = forbiddenNumbers > 0 ? 'number' : duplicateKeys > 0 ? 'duplicate_key' : 'none';
        expect(reasonOf(text)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes what canonicalJson writes', () => {
    fc.assert(
      fc.property(fc.json({ depthSize: 'small' }).map(withoutFractions), (text) => {
        const canonical = canonicalJson(JSON.parse(text));
        expect(canonicalJson(parseCanonicalJson(canonical))).toBe(canonical);
      }),
    );
  });

  it('finds the one duplicate among thousands of keys', () => {
    const members = Array.from({ length: 5000 }, (_, at) => `"k${at}":${at}`);
    expect(reasonOf(`{${members.join(',')}}`)).toBe('none');
    expect(reasonOf(`{${[...members, '"k17":1'].join(',')}}`)).toBe('duplicate_key');
  });
});

const withoutFractions = (text: string): string =>
  JSON.stringify(JSON.parse(text), (_key, value: unknown) => {
    if (typeof value === 'string') return value.toWellFormed();
    return typeof value === 'number' ? Math.trunc(value % 1e15) + 0 : value;
  });

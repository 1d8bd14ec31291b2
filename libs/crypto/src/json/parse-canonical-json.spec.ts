import { describe, expect, it } from 'vitest';

import { readVectors, type Vector } from '../fixtures/read-vectors.js';
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

  it('finds the one duplicate among thousands of keys', () => {
    const members = Array.from({ length: 5000 }, (_, at) => `"k${at}":${at}`);
    expect(reasonOf(`{${members.join(',')}}`)).toBe('none');
    expect(reasonOf(`{${[...members, '"k17":1'].join(',')}}`)).toBe('duplicate_key');
  });
});

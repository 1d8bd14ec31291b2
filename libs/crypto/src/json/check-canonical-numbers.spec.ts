import { describe, expect, it } from 'vitest';

import { readVectors, type Vector } from '../fixtures/read-vectors.js';
import { checkCanonicalNumbers } from './check-canonical-numbers.js';
import { JsonError } from './json-error.js';

function isAccepted(text: string): boolean {
  try {
    checkCanonicalNumbers(text);
    return true;
  } catch (error) {
    if (error instanceof JsonError && error.reason === 'number') return false;
    throw error;
  }
}

const refused = readVectors<Vector & { text: string; reason: string }>('refused-json').filter(
  ({ reason }) => reason === 'number',
);

describe('checkCanonicalNumbers', () => {
  it.each([
    '0',
    '-1',
    '[ 10 , -9007199254740991 ]',
    '{"a":9007199254740991}',
    '"1.0"',
    '"\\"1e3"',
    '["\\\\",1]',
    '["\\\\\\"",1,"-0"]',
    'true',
  ])('allows %s', (allowed) => {
    expect(isAccepted(allowed)).toBe(true);
  });

  it.each(refused)('$title', ({ text: hostile }) => {
    expect(isAccepted(hostile)).toBe(false);
  });

  it('ends on text that is no JSON', () => {
    expect(isAccepted('"\\')).toBe(true);
  });
});

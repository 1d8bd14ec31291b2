import fc from 'fast-check';
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

/** Splits JSON into tokens with one expression and judges every number by exact arithmetic. */
function naive(text: string): boolean {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|[^"0-9-]/gs) ?? [];
  return tokens.filter((token) => /^[-0-9]/.test(token)).every(isPlainInteger);
}

function isPlainInteger(token: string): boolean {
  if (!/^(0|-?[1-9][0-9]*)$/.test(token)) return false;
  const value = BigInt(token);
  return value < 2n ** 53n && value > -(2n ** 53n);
}

const number = fc.oneof(
  fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }).map(String),
  fc.constantFrom('0', '-0', '1.0', '1e3', '-1E+2', '0.1', '9007199254740991', '9007199254740992', '1e-7'),
  fc.nat().map(String),
);
const string = fc.oneof(fc.string(), fc.constantFrom('1.5', '\\', '"', '\\"-0', '1e3\\')).map((s) => JSON.stringify(s));
const { text } = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { depthSize: 'small' },
    number,
    string,
    fc.constantFrom('true', 'false', 'null'),
    fc.array(tie('text'), { maxLength: 4 }).map((items) => `[${items.join(' , ')}]`),
    fc.array(fc.tuple(string, tie('text')), { maxLength: 4 }).map((m) => `{${m.map((x) => x.join(':')).join(',')}}`),
  ),
}));

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

  it('agrees with a plain tokenizer on every JSON text', () => {
    fc.assert(
      fc.property(text, (json) => {
        expect(isAccepted(json)).toBe(naive(json));
      }),
      { numRuns: 1000 },
    );
  });

  it('ends on texts that are no JSON', () => {
    fc.assert(
      fc.property(fc.string(), (junk) => {
        isAccepted(junk);
      }),
    );
    expect(isAccepted('"\\')).toBe(true);
  });
});

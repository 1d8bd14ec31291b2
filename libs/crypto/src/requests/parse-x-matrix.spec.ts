import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readVectors, type Vector } from '../fixtures/read-vectors.js';
import { checkRequestHeader, signedHeader } from './fixtures/check-request-header.js';
import { formatXMatrix } from './format-x-matrix.js';
import { parseXMatrix } from './parse-x-matrix.js';
import type { XMatrix } from './x-matrix.js';
import { X_MATRIX_LENGTH_MAX } from './x-matrix.limits.js';

interface XMatrixVector extends Vector {
  readonly header: string;
  /** `null` when the header is refused. */
  readonly parameters: XMatrix | null;
}

/** What a quoted string of a header may hold. */
const character = fc.oneof(
  fc.constantFrom('"', '\\', ',', '=', ' ', '\t', ':', '\xff'),
  fc.integer({ min: 0x20, max: 0x7e }).map((unit) => String.fromCharCode(unit)),
);
const value = fc.string({ unit: character, minLength: 1, maxLength: 50 });
const parameters = fc.record({ origin: value, destination: value, keyId: value, signature: value });

describe('parseXMatrix', () => {
  it.each(readVectors<XMatrixVector>('x-matrix'))('$title', ({ header, parameters: expected }) => {
    expect(parseXMatrix(header) ?? null).toEqual(expected);
  });

  it('reads what formatXMatrix writes', () => {
    fc.assert(
      fc.property(parameters, (xMatrix) => {
        expect(parseXMatrix(formatXMatrix(xMatrix))).toEqual(xMatrix);
      }),
    );
  });

  it('reads every header as RFC 9110 has it, and accepts exactly the requests that are signed for us', () => {
    const parts = fc.constantFrom('X-Matrix ', 'origin', 'key', 'sig', '=', '"', ',', ' ', '\\', 'a', ':', '\t', '\n');
    const piece = fc.oneof({ weight: 4, arbitrary: parts }, character);
    const starts = fc.constantFrom('', 'X-Matrix origin=a,key=b,sig=c', `${signedHeader} ,`, signedHeader.slice(0, -5));
    const headers = fc.tuple(starts, fc.array(piece, { maxLength: 20 })).map(([start, junk]) => start + junk.join(''));
    const bodies = fc.constantFrom('{"pdus":[]}', '{}', '{', '0.5');
    fc.assert(
      fc.property(headers, bodies, (header, body) => void checkRequestHeader(header, body)),
      { numRuns: 1000 },
    );
  });

  it('accepts a signed request, however its header is written', () => {
    const accepted = [
      signedHeader,
      signedHeader.replace(/"([\w.:]+)"/g, '$1'),
      signedHeader.replace('b.example', '\\b.example'),
    ];
    const others = [`${signedHeader},sig=x`, signedHeader.replace('b.example', 'c.example')];
    expect(accepted.map((header) => checkRequestHeader(header, '{ "pdus": [] }'))).toEqual(
      accepted.map(() => 'full accepted'),
    );
    expect(others.map((header) => checkRequestHeader(header, '{"pdus":[]}'))).toEqual(['refused', 'full not signed']);
  });

  it('reads a header of 4096 characters and none that is longer', () => {
    const header = (length: number) => 'X-Matrix origin=a,key=b,sig='.padEnd(length, 'c');
    expect(parseXMatrix(header(X_MATRIX_LENGTH_MAX))?.origin).toBe('a');
    expect(parseXMatrix(header(X_MATRIX_LENGTH_MAX + 1))).toBeUndefined();
  });

  it.each(['\t', ' ', ',', '"', '\\', '\\"', 'a=', 'a=b,', 'a="', '!'])(
    'comes to an end with thousands of %j',
    (part) => {
      const junk = part.repeat(X_MATRIX_LENGTH_MAX).slice(0, X_MATRIX_LENGTH_MAX - 60);
      for (const header of [`X-Matrix ${junk}`, `X-Matrix origin=a${junk}`, `X-Matrix origin="${junk}\n`]) {
        expect(parseXMatrix(header)).toBeUndefined();
      }
    },
  );
});

describe('formatXMatrix', () => {
  it('writes lower-case names, quotes, one space and none around commas', () => {
    const xMatrix = { origin: 'a.example', destination: 'b.example', keyId: 'ed25519:key1', signature: 'AB+/' };
    expect(formatXMatrix(xMatrix)).toBe(
      'X-Matrix origin="a.example",destination="b.example",key="ed25519:key1",sig="AB+/"',
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readVectors, type Vector } from '../fixtures/read-vectors.js';
import { decodeBase64, encodeBase64, encodeBase64Url } from './base64.js';

interface Base64Vector extends Vector {
  readonly hex: string;
  readonly encoded: string;
  readonly urlSafe: string;
  readonly padded: string;
}

describe('unpadded Base64', () => {
  it.each(readVectors<Base64Vector>('base64'))('$title', ({ hex, encoded, urlSafe, padded }) => {
    const bytes = Buffer.from(hex, 'hex');
    expect(encodeBase64(bytes)).toBe(encoded);
    expect(encodeBase64Url(bytes)).toBe(urlSafe);
    for (const text of [encoded, urlSafe, padded]) expect(decodeBase64(text)).toEqual(bytes);
  });

  it('decodes both alphabets, with and without padding', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const padded = Buffer.from(bytes).toString('base64');
        for (const text of [encodeBase64(bytes), encodeBase64Url(bytes), padded]) {
          expect(Uint8Array.from(decodeBase64(text)!)).toEqual(bytes);
        }
      }),
    );
  });

  it.each(['A', 'AAAAA', 'A===', 'Zg=', 'Zm9v=', 'Zm9v==', 'Z=g', 'Zm 9v', 'Zm9v\n', 'Zm9vé', '='])(
    'refuses %j',
    (text) => {
      expect(decodeBase64(text)).toBeUndefined();
    },
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeBase64, encodeBase64, encodeBase64Url } from './base64.js';
import cases from './fixtures/base64.json' with { type: 'json' };
import { encodeUtf8 } from './utf8.js';

describe('unpadded Base64', () => {
  it.each(cases)('encodes "$text" as "$encoded"', ({ text, encoded }) => {
    expect(encodeBase64(encodeUtf8(text))).toBe(encoded);
    expect(encodeBase64Url(encodeUtf8(text))).toBe(encoded);
    expect(decodeBase64(encoded)).toEqual(encodeUtf8(text));
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

  it('uses minus and underscore in the URL-safe alphabet only', () => {
    const bytes = Uint8Array.of(0xfb, 0xff);
    expect(encodeBase64(bytes)).toBe('+/8');
    expect(encodeBase64Url(bytes)).toBe('-_8');
  });

  it.each(['A', 'AAAAA', 'A===', 'Zg=', 'Zm9v=', 'Zm9v==', 'Z=g', 'Zm 9v', 'Zm9v\n', 'Zm9vé', '='])(
    'refuses %j',
    (text) => {
      expect(decodeBase64(text)).toBeUndefined();
    },
  );
});

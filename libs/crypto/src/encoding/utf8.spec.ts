import { describe, expect, it } from 'vitest';

import { JsonError } from '../json/json-error.js';
import { decodeUtf8, encodeUtf8, utf8Length } from './utf8.js';

describe('UTF-8', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['é', 2],
    ['日', 3],
    ['😀', 4],
  ])('counts the bytes of "%s" as %d', (text, bytes) => {
    expect(utf8Length(text)).toBe(bytes);
    expect(encodeUtf8(text)).toHaveLength(bytes);
    expect(decodeUtf8(encodeUtf8(text))).toBe(text);
  });

  it.each([[[0xff]], [[0xc0, 0x80]], [[0xed, 0xa0, 0x80]], [[0xe6, 0x97]]])('refuses the bytes %j', (bytes) => {
    expect(() => decodeUtf8(Uint8Array.from(bytes))).toThrow(JsonError);
  });

  it('keeps a byte order mark, which JSON then refuses', () => {
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31))).toBe('\ufeff1');
  });
});

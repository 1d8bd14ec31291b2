import { describe, expect, it } from 'vitest';

import { encodeBase64 } from '../encoding/base64.js';
import { encodeUtf8 } from '../encoding/utf8.js';
import { sha256 } from './sha256.js';

describe('sha256', () => {
  it('hashes a text as its UTF-8', () => {
    expect(encodeBase64(sha256('abc'))).toBe('ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0');
    expect(sha256('日本語')).toEqual(sha256(encodeUtf8('日本語')));
  });
});

import { describe, expect, it } from 'vitest';

import { sha1 } from './sha1.js';

describe('sha1', () => {
  it('hashes a text as its UTF-8', () => {
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    expect(hex(sha1('abc'))).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(hex(sha1('é'))).toBe('bf15be717ac1b080b4f1c456692825891ff5073d');
  });
});

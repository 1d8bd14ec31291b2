import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenHash } from '../token-hash.js';
import { formatToken, partitionOfToken, successorSecret } from './token-format.js';

const secret = 'AbCdEfGhIjKlMnOpQrStUvWxYz012345';

describe('a token', () => {
  it('names its partition', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_023 }), fc.constantFrom('access', 'refresh'), (partition, type) => {
        const token = formatToken({ type, partition, secret });
        expect(partitionOfToken(type, token)).toBe(partition);
        expect(partitionOfToken(type === 'access' ? 'refresh' : 'access', token)).toBeUndefined();
      }),
    );
  });

  it('is known as none of ours when a character is different', () => {
    const token = formatToken({ type: 'access', partition: 7, secret });
    for (let index = 0; index < token.length; index++) {
      const other = token[index] === 'q' ? 'r' : 'q';
      expect(partitionOfToken('access', token.slice(0, index) + other + token.slice(index + 1))).toBeUndefined();
    }
  });

  it('is never confused by arbitrary text', () => {
    fc.assert(fc.property(fc.string(), (text) => partitionOfToken('access', text) === undefined));
  });

  it('has the same successor for the same refresh token and salt, and another for anything else', () => {
    const salt = Buffer.alloc(32, 1);
    const first = successorSecret('access', { refreshToken: 'a', salt });
    expect(successorSecret('access', { refreshToken: 'a', salt })).toBe(first);
    const others = [
      successorSecret('refresh', { refreshToken: 'a', salt }),
      successorSecret('access', { refreshToken: 'b', salt }),
      successorSecret('access', { refreshToken: 'a', salt: Buffer.alloc(32, 2) }),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
    expect(partitionOfToken('access', formatToken({ type: 'access', partition: 0, secret: first }))).toBe(0);
  });

  it('is stored as SHA-256', () => {
    expect(tokenHash('abc').toString('hex')).toMatch(/^ba7816bf/);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readVectors, type Vector } from '../fixtures/read-vectors.js';
import { importSigningKey } from './signing-key.js';
import { importVerifyKey } from './verify-key.js';

interface Ed25519Vector extends Vector {
  /** In hexadecimal digits, as the message and the signature. */
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
  readonly valid: boolean;
}

const bytesOf = (hex: string) => Buffer.from(hex, 'hex');

describe('VerifyKey', () => {
  it.each(readVectors<Ed25519Vector>('ed25519'))('$title', ({ publicKey, message, signature, valid }) => {
    expect(importVerifyKey(bytesOf(publicKey)).verify(bytesOf(message), bytesOf(signature))).toBe(valid);
  });

  it('refuses a signature or a message with any byte changed', () => {
    const key = importSigningKey(Buffer.alloc(32, 1), '1');
    const verifyKey = importVerifyKey(key.publicKey);
    const change = fc.record({ at: fc.nat(1000), by: fc.integer({ min: 1, max: 255 }) });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), change, (message, { at, by }) => {
        const signature = key.sign(message);
        const changed = (bytes: Uint8Array) =>
          bytes.map((byte, index) => (index === at % bytes.length ? byte ^ by : byte));
        expect(verifyKey.verify(message, signature)).toBe(true);
        expect(verifyKey.verify(changed(message), signature)).toBe(false);
        expect(verifyKey.verify(message, changed(signature))).toBe(false);
      }),
    );
  });

  it.each([0, 63, 65, 1000])('refuses a signature of %d bytes', (length) => {
    const key = importVerifyKey(importSigningKey(Buffer.alloc(32, 1), '1').publicKey);
    expect(key.verify('', new Uint8Array(length))).toBe(false);
  });

  it('takes any 32 bytes for a key without throwing, whatever is verified', () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(bytes(32), bytes(64), (publicKey, signature) => {
        expect(importVerifyKey(publicKey).verify('', signature)).toBe(false);
      }),
    );
  });
});

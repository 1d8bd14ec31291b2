import { createPublicKey, verify, type KeyObject } from 'node:crypto';

import { encodeBase64Url } from '../encoding/base64.js';
import { encodeUtf8 } from '../encoding/utf8.js';
import { SigningKeyError } from './signing-key-error.js';

const PUBLIC_KEY_BYTES = 32;

/** The public half of a server's ed25519 key. Keep it: importing costs a few microseconds each time. */
export class VerifyKey {
  readonly #key: KeyObject;

  constructor(readonly publicKey: Uint8Array) {
    this.#key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: encodeBase64Url(publicKey) },
      format: 'jwk',
    });
  }

  /** Whether the signature (64 bytes) of the data, a text as UTF-8, is by this key. */
  verify(data: string | Uint8Array, signature: Uint8Array): boolean {
    return verify(null, typeof data === 'string' ? encodeUtf8(data) : data, this.#key, signature);
  }
}

/** The verify key of 32 raw bytes. Throws `SigningKeyError` for another length. */
export function importVerifyKey(bytes: Uint8Array): VerifyKey {
  if (bytes.length !== PUBLIC_KEY_BYTES) {
    throw new SigningKeyError(`An ed25519 public key has ${PUBLIC_KEY_BYTES} bytes, not ${bytes.length}`);
  }
  return new VerifyKey(bytes);
}

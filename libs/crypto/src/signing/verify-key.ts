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

  /**
   * Whether the signature (64 bytes) of the data, a text as UTF-8, is by this key; false for any other length.
   * The library under `node:crypto` computes R again and compares its bytes (RFC 8032, without cofactor). It refuses
   * S beyond the group order, R and keys of small order and bytes that are no point, as libsodium does; a key with a
   * part of small order is taken, and its signatures hold only when they are exact.
   */
  verify(data: string | Uint8Array, signature: Uint8Array): boolean {
    return verify(null, typeof data === 'string' ? encodeUtf8(data) : data, this.#key, signature);
  }
}

/**
 * The verify key of 32 raw bytes. Throws `SigningKeyError` for another length. Bytes that are no usable point are taken
 * as well: nothing is signed by such a key.
 */
export function importVerifyKey(bytes: Uint8Array): VerifyKey {
  if (bytes.length !== PUBLIC_KEY_BYTES) {
    throw new SigningKeyError(`An ed25519 public key has ${PUBLIC_KEY_BYTES} bytes, not ${bytes.length}`);
  }
  return new VerifyKey(bytes);
}

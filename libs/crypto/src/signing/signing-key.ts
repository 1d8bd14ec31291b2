import { createPrivateKey, createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto';

import { decodeBase64 } from '../encoding/base64.js';
import { encodeUtf8 } from '../encoding/utf8.js';
import { SigningKeyError } from './signing-key-error.js';

/** A signing key identifier: the algorithm and the key's version. Spec: appendices, "Signing Details". */
export type SigningKeyId = `ed25519:${string}`;

const SEED_BYTES = 32;
/** What stands before the seed in the PKCS #8 form of an ed25519 private key (RFC 8410). */
const PKCS8_PREFIX = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);
/** Spec: server-server-api, "Publishing Keys": a version has only these characters. */
const VERSION = /^[A-Za-z0-9_]+$/;

/** A server's ed25519 signing key. The secret half stays inside; it never shows when the key is logged. */
export class SigningKey {
  readonly #key: KeyObject;
  readonly keyId: SigningKeyId;
  /** 32 raw bytes. */
  readonly publicKey: Uint8Array;

  /** Throws `SigningKeyError` for a seed that has not 32 bytes and for a malformed version. */
  constructor(
    seed: Uint8Array,
    readonly version: string,
  ) {
    if (!VERSION.test(version)) throw new SigningKeyError('The version of a signing key must match [A-Za-z0-9_]+');
    if (seed.length !== SEED_BYTES) {
      throw new SigningKeyError(`The seed of a signing key has ${SEED_BYTES} bytes, not ${seed.length}`);
    }
    this.#key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
    this.keyId = `ed25519:${version}`;
    this.publicKey = rawBytes(createPublicKey(this.#key).export({ format: 'jwk' }).x);
  }

  /** The 64 bytes of the signature of the data, a text as UTF-8. */
  sign(data: string | Uint8Array): Uint8Array {
    return sign(null, typeof data === 'string' ? encodeUtf8(data) : data, this.#key);
  }

  /** The 32 secret bytes: only for writing the key to its file. */
  seed(): Uint8Array {
    return rawBytes(this.#key.export({ format: 'jwk' }).d);
  }
}

/** A new key from the operating system's secure random source. Throws `SigningKeyError` for a malformed version. */
export function generateSigningKey(version: string): SigningKey {
  return new SigningKey(randomBytes(SEED_BYTES), version);
}

/** The key of a seed of 32 bytes. Throws `SigningKeyError` for another length or a malformed version. */
export function importSigningKey(seed: Uint8Array, version: string): SigningKey {
  return new SigningKey(seed, version);
}

function rawBytes(base64url: string | undefined): Uint8Array {
  const bytes = decodeBase64(base64url ?? '');
  if (bytes?.length !== SEED_BYTES) throw new SigningKeyError('Not an ed25519 key');
  return bytes;
}

import { canonicalJson, decodeBase64, encodeBase64, type JsonObject } from '@chappe/crypto';
import { fieldOf, objectOf, textOf } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { KEY_BYTES_MAX } from '../published-keys/published-key.limits.js';
import type { CrossSigningKey, KeyUsage } from '../published-keys/published-key.store.js';

const ED25519_BYTES = 32;

/**
 * Checks the form of an uploaded cross-signing key (CrossSigningKey in the Client-Server API).
 * @throws MatrixError M_INVALID_PARAM, M_TOO_LARGE
 */
export function readCrossSigningKey(uploaded: JsonObject, userId: string, usage: KeyUsage): CrossSigningKey {
  const { unsigned: _unsigned, ...key } = uploaded;
  if (textOf(key, 'user_id') !== userId) throw MatrixError.invalidParam(`The ${usage} key names another user`);
  const usages = fieldOf(key, 'usage');
  if (!Array.isArray(usages) || !usages.includes(usage)) {
    throw MatrixError.invalidParam(`The usage of the ${usage} key must be ${usage}`);
  }
  const text = canonicalJson(key);
  if (Buffer.byteLength(text) > KEY_BYTES_MAX) throw MatrixError.tooLarge(`The ${usage} key is too large`);
  return { usage, publicKey: readPublicKey(key, usage), key: text };
}

/** Exactly one key, whose name ends with the key itself. */
function readPublicKey(key: JsonObject, usage: KeyUsage): string {
  const [entry, ...more] = Object.entries(objectOf(key, 'keys') ?? {});
  const [name, publicKey] = entry ?? [];
  if (typeof publicKey !== 'string' || more.length > 0 || name !== `ed25519:${publicKey}`) {
    throw MatrixError.invalidParam(`The ${usage} key must have one public key, named ed25519:<public key>`);
  }
  const bytes = decodeBase64(publicKey);
  if (bytes?.length !== ED25519_BYTES || encodeBase64(bytes) !== publicKey) {
    throw MatrixError.invalidParam(`The ${usage} key is no unpadded Base64 of an ed25519 key`);
  }
  return publicKey;
}

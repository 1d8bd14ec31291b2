import type { JsonObject } from '@chappe/crypto';
import { objectOf } from '@chappe/events';
import type { KeySignature } from './key-signature.store.js';

/** The key with further signatures beside those that it was uploaded with. */
export function withSignatures(key: JsonObject, added: readonly KeySignature[] = []): JsonObject {
  if (added.length === 0) return key;
  const signatures = new Map(Object.entries(objectOf(key, 'signatures') ?? {}));
  for (const { signerUserId, signerKeyId, signature } of added) {
    const ofSigner = objectOf(Object.fromEntries(signatures), signerUserId) ?? {};
    signatures.set(signerUserId, { ...ofSigner, [signerKeyId]: signature });
  }
  return { ...key, signatures: Object.fromEntries(signatures) };
}

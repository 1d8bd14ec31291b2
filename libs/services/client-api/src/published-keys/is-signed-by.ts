import { decodeBase64, importVerifyKey, type JsonObject, verifyJson } from '@chappe/crypto';

const ED25519_BYTES = 32;

/** A public key of a user and the name under which its signatures stand. */
export interface UserKey {
  readonly userId: string;
  /** Without the algorithm: a device id, or the public key itself. */
  readonly keyId: string;
  /** ed25519, Base64. */
  readonly publicKey: string;
}

/** Whether an object carries a valid signature by this key (appendices, "Signing JSON"). False for a damaged key. */
export function isSignedBy(object: JsonObject, key: UserKey): boolean {
  const bytes = decodeBase64(key.publicKey);
  if (bytes?.length !== ED25519_BYTES) return false;
  return verifyJson(object, key.userId, { keyId: `ed25519:${key.keyId}`, verifyKey: importVerifyKey(bytes) });
}

import type { JsonObject } from '@chappe/crypto';
import { isJsonObject } from '@chappe/events';

/** Signatures of one user on an object: signature by name of the key. Anything malformed is left out. */
export function readSignatures(object: JsonObject, userId: string): Map<string, string> {
  const found = new Map<string, string>();
  const { signatures } = object;
  if (!isJsonObject(signatures) || !Object.hasOwn(signatures, userId)) return found;
  const ofUser = signatures[userId];
  if (!isJsonObject(ofUser)) return found;
  for (const [keyId, signature] of Object.entries(ofUser)) {
    if (typeof signature === 'string') found.set(keyId, signature);
  }
  return found;
}

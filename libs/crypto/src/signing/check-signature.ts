import type { JsonObject } from '../json/json-value.js';
import { signingKeyIdsOf } from './signing-key-ids-of.js';
import { verifyJson } from './verify-json.js';
import type { VerifyKey } from './verify-key.js';

/** The entity's verify key of an identifier; `undefined` when it is not known or not good for what is checked. */
export type VerifyKeyLookup = (keyId: string) => VerifyKey | undefined;

/**
 * Whether an entity has signed the object: one valid signature by one of its keys that are known is enough. Algorithms
 * that we do not understand, keys that are not known and malformed signatures are passed over, since anyone who hands
 * the object on can add those. Costs a verification for each known key at most.
 * Spec: appendices, "Checking for a Signature".
 */
export function checkSignature(object: JsonObject, entityName: string, verifyKeyOf: VerifyKeyLookup): boolean {
  return signingKeyIdsOf(object, entityName).some((keyId) => {
    const verifyKey = verifyKeyOf(keyId);
    return verifyKey !== undefined && verifyJson(object, entityName, { keyId, verifyKey });
  });
}

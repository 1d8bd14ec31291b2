import { isJsonObject } from '../json/is-json-object.js';
import type { JsonObject } from '../json/json-value.js';
import { ownMember } from '../json/own-member.js';

const UNDERSTOOD_ALGORITHM = 'ed25519:';

/**
 * The signing key identifiers under which an entity claims to have signed the object, those of algorithms that we do
 * not understand left out: the keys to look up. Spec: appendices, "Checking for a Signature", steps 1 and 2.
 */
export function signingKeyIdsOf(object: JsonObject, entityName: string): string[] {
  const entry = ownMember(ownMember(object, 'signatures'), entityName);
  return isJsonObject(entry) ? Object.keys(entry).filter((keyId) => keyId.startsWith(UNDERSTOOD_ALGORITHM)) : [];
}

import { decodeBase64 } from '../encoding/base64.js';
import { canonicalJson } from '../json/canonical-json.js';
import { JsonError } from '../json/json-error.js';
import type { JsonObject } from '../json/json-value.js';
import { ownMember } from '../json/own-member.js';
import type { VerifyKey } from './verify-key.js';

/** A verify key and the signing key identifier under which its signatures stand, such as `ed25519:1`. */
export interface IdentifiedVerifyKey {
  readonly keyId: string;
  readonly verifyKey: VerifyKey;
}

/**
 * Whether the object carries a valid signature by the server's key. False as well when the signature is missing or
 * malformed or the object has no canonical form. Spec: appendices, "Checking for a Signature".
 */
export function verifyJson(object: JsonObject, serverName: string, key: IdentifiedVerifyKey): boolean {
  const { signatures, unsigned: _unsigned, ...signed } = object;
  const signature = ownMember(ownMember(signatures, serverName), key.keyId);
  const bytes = typeof signature === 'string' ? decodeBase64(signature) : undefined;
  const text = bytes === undefined ? undefined : canonicalOrUndefined(signed);
  return bytes !== undefined && text !== undefined && key.verifyKey.verify(text, bytes);
}

/** Something that cannot be written canonically cannot have been signed. */
function canonicalOrUndefined(object: JsonObject): string | undefined {
  try {
    return canonicalJson(object);
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

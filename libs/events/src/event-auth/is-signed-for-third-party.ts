import {
  canonicalJson,
  decodeBase64,
  importVerifyKey,
  type JsonObject,
  type JsonValue,
  type VerifyKey,
} from '@chappe/crypto';
import { fieldOf, isJsonObject, objectOf, textOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';
import { canonicalOrUndefined } from './canonical-or-undefined.js';

/**
 * Most pairs of key and signature that are tried, each at about a tenth of a millisecond. SPEC-DEVIATION(the
 * specification has no limit, but two events hold hundreds of thousands of pairs; identity servers make two or three)
 */
export const THIRD_PARTY_PAIRS_MAX = 64;
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/**
 * Whether any Ed25519 signature in `signed` is by any public key of the pending `m.room.third_party_invite`
 * (rooms/v12#authorisation-rules 5.4.1.7), both in the standard or the URL-safe alphabet
 * (client-server-api#mroomthird_party_invite).
 */
export function isSignedForThirdParty(signed: JsonObject, pending: Pick<Pdu, 'content'>): boolean {
  const { signatures: _signatures, unsigned: _unsigned, ...claims } = signed;
  const text = canonicalOrUndefined(() => canonicalJson(claims));
  if (text === undefined) return false;
  const found = signaturesOf(objectOf(signed, 'signatures') ?? {});
  let tries = 0;
  for (const key of publicKeysOf(pending.content)) {
    for (const signature of found) {
      if (tries++ >= THIRD_PARTY_PAIRS_MAX) return false;
      if (key.verify(text, signature)) return true;
    }
  }
  return false;
}

// `public_key` first, then those of `public_keys`; the same key often stands in both.
function* publicKeysOf(content: JsonObject): Generator<VerifyKey> {
  const listed = fieldOf(content, 'public_keys');
  const holders = Array.isArray(listed) ? [content, ...listed.filter(isJsonObject)] : [content];
  for (const text of new Set(holders.map((holder) => textOf(holder, 'public_key')))) {
    const bytes = decodeBytes(text, PUBLIC_KEY_BYTES);
    if (bytes !== undefined) yield importVerifyKey(bytes);
  }
}

function signaturesOf(signatures: JsonObject): Uint8Array[] {
  const found = Object.keys(signatures).flatMap((server) => {
    const ofServer = objectOf(signatures, server) ?? {};
    // appendices#checking-for-a-signature: key identifiers with algorithms that we do not know do not count.
    const keyIds = Object.keys(ofServer).filter((keyId) => keyId.startsWith('ed25519:'));
    return keyIds.map((keyId) => decodeBytes(ofServer[keyId], SIGNATURE_BYTES));
  });
  return found.filter((signature) => signature !== undefined);
}

function decodeBytes(text: JsonValue | undefined, length: number): Uint8Array | undefined {
  const bytes = typeof text === 'string' ? decodeBase64(text) : undefined;
  return bytes?.length === length ? bytes : undefined;
}

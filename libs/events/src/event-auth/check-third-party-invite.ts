import { decodeBase64, importVerifyKey, verifyJson, type JsonObject, type VerifyKey } from '@chappe/crypto';
import { fieldOf, isJsonObject, objectOf, textOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';
import type { AuthState } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import type { MemberPdu } from './member-pdu.js';

/**
 * Most public keys and most signatures that are tried. SPEC-DEVIATION(the specification has no limit, but an event can
 * hold hundreds of each, and every pair costs a tenth of a millisecond)
 */
export const THIRD_PARTY_KEYS_MAX = 8;
const PUBLIC_KEY_BYTES = 32;

/** Rule 5.4.1: an invite by third-party identifier. */
export function checkThirdPartyInvite(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  if (auth.membershipOf(pdu.state_key) === 'ban') return rejected('5.4.1.1', 'The target user is banned');
  const invite = objectOf(pdu.content, 'third_party_invite');
  const signed = invite && objectOf(invite, 'signed');
  if (signed === undefined) return rejected('5.4.1.2', 'The third-party invite is not signed');
  const [mxid, token] = [textOf(signed, 'mxid'), textOf(signed, 'token')];
  if (mxid === undefined || token === undefined) return rejected('5.4.1.3', 'mxid or token is missing');
  if (mxid !== pdu.state_key) return rejected('5.4.1.4', 'The third-party invite is for another user');
  const pending = auth.lookup('m.room.third_party_invite', token);
  if (pending === undefined) return rejected('5.4.1.5', 'The room has no such third-party invite');
  if (pending.sender !== pdu.sender) return rejected('5.4.1.6', 'Another user made the third-party invite');
  return isSignedByAny(signed, publicKeysOf(pending))
    ? ALLOWED
    : rejected('5.4.1.8', 'No public key of the third-party invite has signed it');
}

function publicKeysOf(pending: Pdu): VerifyKey[] {
  const list = fieldOf(pending.content, 'public_keys');
  const listed = Array.isArray(list) ? list.filter(isJsonObject) : [];
  const texts = [pending.content, ...listed].map((holder) => textOf(holder, 'public_key'));
  return texts.slice(0, THIRD_PARTY_KEYS_MAX).flatMap((text) => {
    const bytes = text === undefined ? undefined : decodeBase64(text);
    return bytes?.length === PUBLIC_KEY_BYTES ? importVerifyKey(bytes) : [];
  });
}

function isSignedByAny(signed: JsonObject, keys: readonly VerifyKey[]): boolean {
  const signatures = objectOf(signed, 'signatures') ?? {};
  const signers = Object.entries(signatures).flatMap(([serverName, ofServer]) =>
    isJsonObject(ofServer) ? Object.keys(ofServer).map((keyId) => ({ serverName, keyId })) : [],
  );
  return signers
    .slice(0, THIRD_PARTY_KEYS_MAX)
    .some(({ serverName, keyId }) => keys.some((verifyKey) => verifyJson(signed, serverName, { keyId, verifyKey })));
}

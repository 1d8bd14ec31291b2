import { decodeBase64, keyValidUntil, type JsonObject } from '@chappe/crypto';
import { objectOf, textOf } from '../content/json-fields.js';
import type { Pdu, PduInteger } from '../content/pdu.js';
import type { AdmissionContext, KnownKey } from './admission.js';
import { SIGNATURES_PER_SERVER_MAX } from './receive-event.limits.js';
import { requiredSigners, thirdPartyInviteSigners } from './required-signers.js';

/** What a server's signatures on an event come to: none of them by a key that counts, or all valid, or not. */
type Standing = 'none' | 'valid' | 'invalid';

/**
 * Check 2: whether every server that must sign an event has signed its `signedText`; else which has not.
 * Signatures by unknown or expired keys are skipped, of the others all must be valid, and at least one
 * (server-server-api#validating-hashes-and-signatures-on-received-events).
 */
export function checkSignatures(pdu: Pdu, signed: string, context: AdmissionContext): string | undefined {
  const standingOf = (serverName: string): Standing => {
    const signatures = objectOf(pdu.signatures, serverName) ?? {};
    return judge(signatures, signed, countingKeys({ serverName, signatures, time: pdu.origin_server_ts }, context));
  };
  const missing = requiredSigners(pdu, context.rules).find((serverName) => standingOf(serverName) !== 'valid');
  if (missing !== undefined) return `There is no valid signature by ${missing}`;
  const either = thirdPartyInviteSigners(pdu);
  const standings = either.map(standingOf);
  const passes = standings.includes('valid') && !standings.includes('invalid');
  return either.length === 0 || passes ? undefined : `There is no valid signature by ${either.join(' or ')}`;
}

function judge(signatures: JsonObject, signed: string, keys: ReadonlyMap<string, KnownKey>): Standing {
  if (keys.size === 0) return 'none';
  if (keys.size > SIGNATURES_PER_SERVER_MAX) return 'invalid';
  for (const [keyId, { verifyKey }] of keys) {
    const bytes = decodeBase64(textOf(signatures, keyId) ?? '');
    if (bytes === undefined || !verifyKey.verify(signed, bytes)) return 'invalid';
  }
  return 'valid';
}

interface ServerSignatures {
  readonly serverName: string;
  readonly signatures: JsonObject;
  /** The event's `origin_server_ts`. */
  readonly time: PduInteger;
}

function countingKeys(signed: ServerSignatures, context: AdmissionContext): Map<string, KnownKey> {
  const counting = new Map<string, KnownKey>();
  for (const keyId of Object.keys(signed.signatures)) {
    const key = keyId.startsWith('ed25519:') ? context.keys(signed.serverName, keyId) : undefined;
    if (key !== undefined && wasInUse(key, signed.time, context)) counting.set(keyId, key);
  }
  return counting;
}

// rooms/v5#signing-key-validity-period; keys known to be out of use are ignored in every room version.
function wasInUse(key: KnownKey, time: PduInteger, { rules, nowMs }: AdmissionContext): boolean {
  if (key.expiredTs !== undefined && isAfter(time, key.expiredTs)) return false;
  if (!rules.keyValidityEnforced) return true;
  return !isAfter(time, keyValidUntil(key, nowMs));
}

function isAfter(time: PduInteger, limitMs: number): boolean {
  return typeof time === 'number' ? time > limitMs : BigInt(time.text) > limitMs;
}

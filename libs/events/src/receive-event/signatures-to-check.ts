import { signingKeyIdsOf } from '@chappe/crypto';
import { redactPdu } from '../redaction/redact-pdu.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import type { PduSource } from './admission.js';
import { readPdu } from './read-pdu.js';
import { requiredSigners, thirdPartyInviteSigners } from './required-signers.js';

/**
 * The signatures on a received event that `admitPdu` may look at: by server name the signing key identifiers whose keys
 * it will ask for, so that missing ones can be fetched before. Servers that have to sign and have not are listed with
 * no key; an event in a wrong format needs none.
 */
export function signaturesToCheck(
  text: string,
  rules: RoomVersionRules,
  source: PduSource = {},
): ReadonlyMap<string, readonly string[]> {
  const reading = readPdu(text, rules, source);
  const keyIds = new Map<string, readonly string[]>();
  if ('reason' in reading) return keyIds;
  const { pdu } = reading;
  // Should the content hash fail, the redacted form decides who has to sign.
  const signers = [pdu, redactPdu(pdu, rules)].flatMap((form) => [
    ...requiredSigners(form, rules),
    ...thirdPartyInviteSigners(form),
  ]);
  for (const serverName of signers) {
    keyIds.set(serverName, signingKeyIdsOf({ signatures: pdu.signatures }, serverName));
  }
  return keyIds;
}

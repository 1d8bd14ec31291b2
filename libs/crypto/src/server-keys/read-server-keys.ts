import { decodeBase64 } from '../encoding/base64.js';
import { isJsonObject } from '../json/is-json-object.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { ownMember } from '../json/own-member.js';
import { verifyJson } from '../signing/verify-json.js';
import { importVerifyKey, type VerifyKey } from '../signing/verify-key.js';
import { keyValidUntil } from './key-valid-until.js';
import type { PublishedKey } from './published-key.js';
import { OLD_VERIFY_KEYS_MAX, VERIFY_KEYS_MAX } from './server-keys.limits.js';

/** Spec: server-server-api, "Publishing Keys": characters of the version. Other algorithms are not ours to judge. */
const KEY_ID = /^ed25519:[A-Za-z0-9_]+$/;
const PUBLIC_KEY_BYTES = 32;

/** The keys of a server by signing key identifier, or why the answer is of no use (nothing of it stands in there). */
export type ServerKeysReading =
  | { readonly accepted: true; readonly keys: ReadonlyMap<string, PublishedKey> }
  | { readonly accepted: false; readonly reason: string };

/**
 * Reads an answer of `GET /_matrix/key/v2/server`, or one of those that a notary hands on (its own signature is for the
 * caller to check). A verify key counts only with its valid signature of the answer, old keys are vouched for by those;
 * malformed keys and other algorithms are left out. Refused is what is about another server, lacks what is required,
 * has no key that signed it, or more than 32 verify keys or 256 old ones. `validUntilTs` is at most 7 days after
 * `nowMs`, the time of receipt. Never throws. Spec: server-server-api, "Retrieving server keys".
 */
export function readServerKeys(answer: JsonValue, serverName: string, nowMs: number): ServerKeysReading {
  if (!isJsonObject(answer) || ownMember(answer, 'server_name') !== serverName) {
    return refuse('The answer is not about this server');
  }
  const validUntilTs = timestampOf(ownMember(answer, 'valid_until_ts'));
  const current = ownMember(answer, 'verify_keys');
  const old = ownMember(answer, 'old_verify_keys') ?? {};
  if (validUntilTs === undefined || !isJsonObject(current) || !isJsonObject(old)) {
    return refuse('The answer lacks valid_until_ts or verify_keys, or has one of another type');
  }
  if (Object.keys(current).length > VERIFY_KEYS_MAX || Object.keys(old).length > OLD_VERIFY_KEYS_MAX) {
    return refuse('The answer has too many keys');
  }
  const signers = signingKeys(answer, serverName, current);
  if (signers.size === 0) return refuse('The answer is signed by none of its verify keys');
  return { accepted: true, keys: publishedKeys(signers, old, keyValidUntil({ validUntilTs }, nowMs)) };
}

function refuse(reason: string): ServerKeysReading {
  return { accepted: false, reason };
}

/** The listed verify keys that signed the answer. */
function signingKeys(answer: JsonObject, serverName: string, listed: JsonObject): Map<string, VerifyKey> {
  const keys = new Map<string, VerifyKey>();
  for (const keyId of Object.keys(listed)) {
    const verifyKey = verifyKeyOf(keyId, listed[keyId]);
    if (verifyKey && verifyJson(answer, serverName, { keyId, verifyKey })) keys.set(keyId, verifyKey);
  }
  return keys;
}

/** An identifier in both lists stands for the key that is in use. */
function publishedKeys(
  signers: Map<string, VerifyKey>,
  old: JsonObject,
  validUntilTs: number,
): Map<string, PublishedKey> {
  const keys = new Map<string, PublishedKey>();
  for (const keyId of Object.keys(old)) {
    const verifyKey = verifyKeyOf(keyId, old[keyId]);
    const expiredTs = timestampOf(ownMember(old[keyId], 'expired_ts'));
    if (verifyKey === undefined || expiredTs === undefined) continue;
    keys.set(keyId, { keyId, verifyKey, expiredTs, validUntilTs: Math.min(expiredTs, validUntilTs) });
  }
  for (const [keyId, verifyKey] of signers) keys.set(keyId, { keyId, verifyKey, validUntilTs });
  return keys;
}

function verifyKeyOf(keyId: string, listed: JsonValue | undefined): VerifyKey | undefined {
  const key = ownMember(listed, 'key');
  const bytes = KEY_ID.test(keyId) && typeof key === 'string' ? decodeBase64(key) : undefined;
  return bytes?.length === PUBLIC_KEY_BYTES ? importVerifyKey(bytes) : undefined;
}

function timestampOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { decodeBase64, isJsonObject, parseExactJson, signJson, utf8Length, verifyJson } from '@chappe/crypto';
import {
  type Admission,
  admitPdu,
  AUTH_EVENTS_MAX,
  contentHash,
  EVENT_BYTES_MAX,
  EVENT_FIELD_BYTES_MAX,
  eventIdOf,
  judgeByAuthEvents,
  type Pdu,
  parseEventId,
  parseUserId,
  PREV_EVENTS_MAX,
  readPdu,
  redactPdu,
  requiredSigners,
  ROOM_VERSIONS,
  roomVersionRules,
  type RoomVersionRules,
  signaturesToCheck,
  thirdPartyInviteSigners,
} from '@chappe/events';
import { readPlainly, writePlainly } from '@chappe/crypto/fixtures';
import {
  isEdgePlainly,
  KEYS_VALID_UNTIL_TS,
  knownKey,
  roomEvents,
  SIGNING_KEY_ID,
  signingKeys,
} from '@chappe/events/fixtures';
import type { FuzzTarget } from '../fuzz-target.ts';
import { eventsInVectors } from '../seeds/values-in-vectors.ts';
import { mustHold } from '../violation.ts';

const NOW_MS = 1_800_000_000_000;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

type Admitted = Extract<Admission, { admitted: true }>;

/**
 * The checks on receipt, in every room version. An input is a line "version mode" and an event. In mode `sealed` it
 * gets the hash and signatures that it should have after it was changed, or nothing would get past them; in mode
 * `signed` it gets signatures only, in mode `raw` nothing.
 */
export const eventParser: FuzzTarget = {
  name: 'event-parser',
  form: 'json',
  dictionary: ROOM_VERSIONS.map(({ version }) => version),
  seeds: () => [
    ...roomEvents().flatMap(({ rules, text }) =>
      ['sealed', 'signed', 'raw'].map((mode) => `${rules.version} ${mode}\n${text}`),
    ),
    ...eventsInVectors().flatMap((text) => ['1', '5', '12'].map((version) => `${version} sealed\n${text}`)),
  ],
  run(input) {
    const [, version = '', mode, text = ''] = /^([0-9]+) (sealed|signed|raw)\n(.*)$/s.exec(input) ?? [];
    const rules = roomVersionRules(version);
    if (rules === undefined) return 'no case';
    const sealed = mode === 'raw' ? undefined : seal(text, rules, mode === 'sealed');
    const received = sealed ?? text;
    const admission = admitPdu(received, { rules, keys: knownKey, nowMs: NOW_MS });
    signaturesToCheck(received, rules);
    mustHold(mode !== 'sealed' || !isRedacted(admission) || sealed === undefined, 'The right hash is accepted');
    if (admission.admitted) checkAdmitted(received, admission, rules);
    else checkRefused(received, admission, { rules, isSealed: sealed !== undefined });
    return `${version} ${mode} ${wordFor(admission)}`;
  },
};

function checkRefused(
  received: string,
  { check, reason }: Exclude<Admission, { admitted: true }>,
  { rules, isSealed }: { readonly rules: RoomVersionRules; readonly isSealed: boolean },
): void {
  const reading = readPdu(received, rules);
  mustHold('reason' in reading === (check === 'format'), 'Check 1 is readPdu');
  mustHold(reason !== '' && reason.length < 1000, 'A refusal has a short reason');
  if (/more than [0-9]+ bytes/.test(reason)) {
    const { value } = readPlainly(received);
    const members = new Map(value instanceof Map ? value : []);
    members.delete('unsigned');
    const bytes = utf8Length(writePlainly(members));
    mustHold(bytes > EVENT_BYTES_MAX, 'Only events that are too large are refused for their size');
  }
  if (!isSealed || 'reason' in reading) return;
  mustHold(mayLackSignature(reading.pdu, rules), 'What all have signed passes check 2');
}

function isRedacted(admission: Admission): boolean {
  return admission.admitted && admission.redacted;
}

function wordFor(admission: Admission): string {
  if (admission.admitted) return admission.redacted ? 'redacted' : 'admitted';
  return `${admission.check} ${admission.reason.replace(/ by .*$/s, '')}`;
}

function checkAdmitted(received: string, admission: Admitted, rules: RoomVersionRules): void {
  const { pdu, eventId, json, redacted } = admission;
  const again = admitPdu(json, { rules, keys: knownKey, nowMs: NOW_MS });
  mustHold(again.admitted && again.eventId === eventId && again.json === json, 'An admitted event is admitted again');
  mustHold(redacted || (again.admitted && !again.redacted), 'What keeps its content keeps it');
  const value = parseExactJson(json);
  mustHold(isJsonObject(value) && isDeepStrictEqual({ ...pdu }, { ...value }), 'The event is what its JSON says');
  mustHold(writePlainly(readPlainly(json).value) === json, 'The JSON is canonical');
  mustHold(redacted === !hasRightHash(received), 'Exactly events with a wrong content hash are redacted');
  mustHold(!redacted || isDeepStrictEqual(redactPdu(pdu, rules), pdu), 'A redacted event is one');
  mustHold(eventIdOf(pdu, rules) === eventId && parseEventId(eventId) !== undefined, 'The event ID is the one');
  checkLimits(admission, rules);
  for (const serverName of requiredSigners(pdu, rules)) {
    const key = knownKey(serverName, SIGNING_KEY_ID);
    const isSigned =
      key && verifyJson({ ...redactPdu(pdu, rules) } as never, serverName, { keyId: SIGNING_KEY_ID, ...key });
    mustHold(isSigned === true, 'Whoever must sign has signed');
  }
  judgeByAuthEvents({ pdu, authEvents: [] }, rules);
}

function checkLimits({ pdu, json, eventId }: Admitted, rules: RoomVersionRules): void {
  mustHold(utf8Length(json) <= EVENT_BYTES_MAX, 'An event has at most 65,536 bytes');
  const fields = [pdu.type, pdu.sender, pdu.state_key ?? '', pdu.room_id ?? '', eventId];
  mustHold(
    fields.every((text) => utf8Length(text) <= EVENT_FIELD_BYTES_MAX),
    'Fields have at most 255 bytes',
  );
  mustHold(pdu.prev_events.length <= PREV_EVENTS_MAX && pdu.auth_events.length <= AUTH_EVENTS_MAX, 'Edges are limited');
  mustHold(
    parseUserId(pdu.sender) !== undefined && pdu.unsigned === undefined,
    'The sender is a user, unsigned is gone',
  );
  const edges = [...pdu.prev_events, ...pdu.auth_events];
  mustHold(
    edges.every((edge) => isEdgePlainly(edge, rules)),
    'Edges have the form of the room version',
  );
}

/** Computed from the text without the libraries. */
function hasRightHash(received: string): boolean {
  const { value } = readPlainly(received);
  if (!(value instanceof Map)) return false;
  const members = new Map(value);
  const hashes = members.get('hashes');
  const claimed = hashes instanceof Map ? hashes.get('sha256') : undefined;
  for (const key of ['hashes', 'signatures', 'unsigned']) members.delete(key);
  const hash = createHash('sha256').update(writePlainly(members)).digest();
  const bytes = typeof claimed === 'string' ? decodeBase64(claimed) : undefined;
  return bytes !== undefined && hash.equals(bytes);
}

/** The text with its content hash and the signatures of all servers that have a key; undefined for what is no event. */
function seal(text: string, rules: RoomVersionRules, isHashed: boolean): string | undefined {
  try {
    const value = parseExactJson(text);
    if (!isJsonObject(value) || !isJsonObject(value['content'])) return undefined;
    const hashes = isHashed ? { sha256: contentHash(value as unknown as Pdu) } : (value['hashes'] ?? null);
    const hashed = { ...value, hashes, signatures: {} };
    let signed = redactPdu(hashed as unknown as Pdu, rules) as never;
    for (const [serverName, key] of signingKeys) signed = signJson(signed, serverName, key) as never;
    return JSON.stringify({ ...hashed, signatures: (signed as Pdu).signatures });
  } catch {
    return undefined;
  }
}

function mayLackSignature(pdu: Pdu, rules: RoomVersionRules): boolean {
  const signers = [...requiredSigners(pdu, rules), ...thirdPartyInviteSigners(pdu)];
  const ts = pdu.origin_server_ts;
  const isLate = (typeof ts === 'number' ? ts : ts.toDouble()) > Math.min(KEYS_VALID_UNTIL_TS, NOW_MS + WEEK_MS);
  return signers.some((serverName) => !signingKeys.has(serverName)) || (rules.keyValidityEnforced && isLate);
}

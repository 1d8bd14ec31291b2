import { isJsonObject, parseExactJson, signJson } from '@chappe/crypto';
import {
  type Admission,
  contentHash,
  type Pdu,
  redactPdu,
  ROOM_VERSIONS,
  roomVersionRules,
  type RoomVersionRules,
} from '@chappe/events';
import { checkAdmission, roomEvents, signingKeys } from '@chappe/events/fixtures';
import type { FuzzTarget } from '../fuzz-target.ts';
import { eventsInVectors } from '../seeds/values-in-vectors.ts';

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
    const admission = checkAdmission(received, rules, sealed === undefined ? undefined : (mode as 'sealed' | 'signed'));
    return `${version} ${mode} ${wordFor(admission)}`;
  },
};

function wordFor(admission: Admission): string {
  if (admission.admitted) return admission.redacted ? 'redacted' : 'admitted';
  return `${admission.check} ${admission.reason.replace(/ by .*$/s, '')}`;
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

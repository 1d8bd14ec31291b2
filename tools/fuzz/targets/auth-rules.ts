import { parseCanonicalJson, parseExactJson } from '@chappe/crypto';
import { type Pdu, ROOM_VERSIONS, roomVersionRules, type RoomVersionRules } from '@chappe/events';
import { asPdu, checkAuthCase, roomEvents } from '@chappe/events/fixtures';
import type { FuzzTarget } from '../fuzz-target.ts';
import { readJsonObject } from './read-json-object.ts';

interface Case {
  readonly rules: RoomVersionRules;
  readonly pdu: Pdu;
  readonly state: readonly Pdu[];
}

/** The authorisation rules of every room version on junk that the checks of the format let pass. */
export const authRules: FuzzTarget = {
  name: 'auth-rules',
  form: 'json',
  dictionary: ROOM_VERSIONS.map(({ version }) => version),
  seeds: () =>
    roomEvents().map(({ rules, text, authEvents }) => {
      const state = authEvents.map((event) => event.text).join(',');
      return `{"version":"${rules.version}","event":${text},"state":[${state}]}`;
    }),
  run(input) {
    const read = readCase(input);
    if (read === undefined) return 'no case';
    return checkAuthCase(read);
  },
};

function readCase(input: string): Case | undefined {
  const { version, event, state } = readJsonObject(input, parseExactJson) ?? {};
  const rules = typeof version === 'string' ? roomVersionRules(version) : undefined;
  if (rules === undefined || (rules.canonicalJsonEnforced && readJsonObject(input, parseCanonicalJson) === undefined))
    return undefined;
  return { rules, pdu: asPdu(event), state: Array.isArray(state) ? state.slice(0, 20).map(asPdu) : [] };
}

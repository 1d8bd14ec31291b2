import { isDeepStrictEqual } from 'node:util';
import { canonicalJson, type JsonValue, parseCanonicalJson, parseExactJson } from '@chappe/crypto';
import {
  type AuthVerdict,
  checkAuth,
  checkAuthEvents,
  eventIdOf,
  type Pdu,
  PowerLevels,
  redactPdu,
  ROOM_VERSIONS,
  roomVersionRules,
  type RoomVersionRules,
  selectAuthEvents,
  type StateLookup,
} from '@chappe/events';
import type { FuzzTarget } from '../fuzz-target.ts';
import { roomEvents } from '../seeds/room-events.ts';
import { mustHold } from '../violation.ts';
import { asPdu } from './as-pdu.ts';
import { readJsonObject } from './read-json-object.ts';

const AUTH_EVENTS_MAX = 10;

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
    const { rules, pdu, state } = read;
    const before = canonicalJson([pdu, ...state] as unknown as JsonValue);
    const verdict = checkAuth(pdu, lookupIn(state), rules);
    checkVerdict(verdict, rules);
    mustHold(isDeepStrictEqual(checkAuth(pdu, lookupIn(state), rules), verdict), 'The same verdict each time');
    const selected = checkSelection(read);
    checkPower(read);
    checkRedaction(read);
    mustHold(canonicalJson([pdu, ...state] as unknown as JsonValue) === before, 'Events are left as they were');
    return `${rules.version} ${verdict.allowed ? 'allowed' : `${verdict.rule} ${verdict.reason}`} ${selected}`;
  },
};

function readCase(input: string): Case | undefined {
  const { version, event, state } = readJsonObject(input, parseExactJson) ?? {};
  const rules = typeof version === 'string' ? roomVersionRules(version) : undefined;
  if (rules === undefined || (rules.canonicalJsonEnforced && readJsonObject(input, parseCanonicalJson) === undefined))
    return undefined;
  return { rules, pdu: asPdu(event), state: Array.isArray(state) ? state.slice(0, 20).map(asPdu) : [] };
}

function lookupIn(state: readonly Pdu[]): StateLookup {
  const map = new Map(state.map((pdu) => [`${pdu.type}\0${pdu.state_key}`, pdu]));
  return (type, stateKey) => map.get(`${type}\0${stateKey}`);
}

/** rooms/v1#mroompower_levels-events-accept-values-as-floats refuses as well, and has no number. */
const RULE =
  /^rooms\/v([0-9]+)#(?:authorisation-rules [0-9]+(?:\.[0-9]+)*|mroompower_levels-events-accept-values-as-floats)$/;

function checkVerdict(verdict: AuthVerdict, rules: RoomVersionRules): void {
  if (verdict.allowed) return;
  const [, version] = RULE.exec(verdict.rule) ?? [];
  mustHold(version !== undefined, 'A refusal names its rule by anchor and number');
  mustHold(version === rules.version, 'A refusal names the page of its room version');
  mustHold(verdict.reason !== '', 'A refusal has a reason');
}

function checkSelection({ rules, pdu, state }: Case): string {
  const { type, sender, content, state_key: stateKey } = pdu;
  const slots = selectAuthEvents({ type, sender, content, ...(stateKey !== undefined && { stateKey }) }, rules);
  const keys = slots.map((slot) => `${slot.type}\0${slot.stateKey}`);
  mustHold(new Set(keys).size === keys.length && keys.length <= AUTH_EVENTS_MAX, 'Each slot is selected once');
  const lookup = lookupIn(
    state.map((event) => ({ ...event, ...(pdu.room_id !== undefined && { room_id: pdu.room_id }) })),
  );
  const chosen = slots.flatMap((slot) => lookup(slot.type, slot.stateKey) ?? []);
  const asAuth = (events: readonly Pdu[], rejected: boolean) => events.map((event) => ({ pdu: event, rejected }));
  const verdict = checkAuthEvents(pdu, asAuth(chosen, false), rules);
  checkVerdict(verdict, rules);
  const [first] = chosen;
  if (first !== undefined) {
    for (const bad of [asAuth(chosen, true), asAuth([...chosen, first], false)]) {
      mustHold(!checkAuthEvents(pdu, bad, rules).allowed, 'Rejected and repeated auth events are refused');
    }
  }
  checkVerdict(checkAuthEvents(pdu, asAuth(state, false), rules), rules);
  return verdict.allowed ? 'selected' : verdict.rule;
}

function checkPower({ rules, pdu, state }: Case): void {
  const [powerLevels, create] = ['m.room.power_levels', 'm.room.create'].map((type) => lookupIn(state)(type, ''));
  const levels = new PowerLevels({ ...(powerLevels && { powerLevels }), ...(create && { create }) }, rules);
  const { ban, kick, invite, redact } = levels;
  const ofUser = levels.ofUser(pdu.sender);
  const needed = [ban, kick, invite, redact, levels.toSend(pdu.type, true), levels.notification('room')];
  // Where levels may be strings or any JSON numbers, they may be larger than doubles are exact.
  const isLevel = rules.stringPowerLevels ? Number.isInteger : Number.isSafeInteger;
  mustHold(needed.every(isLevel), 'Required levels are integers');
  mustHold(isLevel(ofUser) || ofUser === Infinity, 'The power of a user is an integer or infinite');
}

function checkRedaction({ rules, pdu }: Case): void {
  const redacted = redactPdu(pdu, rules);
  mustHold(isDeepStrictEqual(redactPdu(redacted, rules), redacted), 'A redacted event stays what it is');
  mustHold(
    Object.keys(redacted).every((key) => Object.hasOwn(pdu, key)),
    'Redaction adds nothing',
  );
  mustHold(eventIdOf(redacted, rules) === eventIdOf(pdu, rules), 'Redaction keeps the event ID');
}

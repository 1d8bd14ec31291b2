import type { JsonObject } from '@chappe/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROOM_VERSIONS } from '../room-versions/room-versions.js';
import { ALICE, BOB, CAROL, CREATOR, RoomState, type EventShape } from './fixtures/room-state.js';
import { Transcription } from './fixtures/transcription.js';

const RUNS = 1000;

/** An object that lacks some of its members. */
function some(members: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<JsonObject> {
  return fc.record(members, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
}

const user = fc.constantFrom(ALICE, BOB, CAROL, CREATOR);
const membership = fc.constantFrom('join', 'join', 'invite', 'leave', 'ban', 'knock');
const joinRule = fc.constantFrom('public', 'invite', 'knock', 'restricted', 'knock_restricted', 'private', 5);
const level = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(0, 1, 50, 51, 100) },
  fc.constantFrom('50', ' +051 ', -1, 'junk', null),
);
const levelOf = (...names: string[]) => some(Object.fromEntries(names.map((name) => [name, level])));
const levels = some({
  ...Object.fromEntries(['ban', 'kick', 'redact', 'invite', 'state_default'].map((name) => [name, level])),
  users_default: level,
  events_default: level,
  users: levelOf(ALICE, BOB, CAROL, CREATOR),
  events: levelOf('m.room.power_levels', 'm.room.message', 'x', 'y'),
  notifications: levelOf('room', 'x'),
});

const room = fc.record({
  create: some({
    creator: fc.constantFrom(CREATOR, ALICE),
    'm.federate': fc.boolean(),
    additional_creators: fc.constant([ALICE]),
  }),
  members: fc.record({ [ALICE]: membership, [BOB]: membership, [CREATOR]: membership }),
  levels: fc.option(levels, { nil: undefined }),
  joinRule,
});

const memberContent = some({
  membership: fc.oneof({ weight: 9, arbitrary: membership }, fc.constantFrom('guest', 5)),
  join_authorised_via_users_server: fc.constantFrom(ALICE, BOB, CREATOR, 'nobody', 5),
});
const redaction = fc.record({
  redacts: fc.constantFrom('$target:a.example', '$target:b.example', '$target', 5),
  event_id: fc.constantFrom('$own:a.example', '$own:b.example'),
});
const event = fc.oneof(
  fc.record({ type: fc.constant('m.room.member'), sender: user, stateKey: user, content: memberContent }),
  fc.record({ type: fc.constant('m.room.power_levels'), sender: user, stateKey: fc.constant(''), content: levels }),
  fc.record({ type: fc.constant('m.room.redaction'), sender: user, extra: redaction }),
  fc.record({
    type: fc.constantFrom('m.room.message', 'x', 'm.room.aliases', 'm.room.third_party_invite', 'm.room.member'),
    sender: user,
    stateKey: fc.constantFrom(undefined, '', ALICE, 'a.example'),
    content: memberContent,
  }),
  fc.record({
    type: fc.constant('m.room.create'),
    sender: user,
    content: some({
      creator: user,
      room_version: fc.constantFrom('1', '12', '13', 1),
      additional_creators: fc.array(user),
    }),
    extra: some({ room_id: fc.constantFrom('!room:a.example', '!room') }),
  }),
);

describe.each(ROOM_VERSIONS)('a transcription of the rules of version $version', ({ version }) => {
  it('allows the same events', () => {
    const counts = { allowed: 0, refused: 0 };
    fc.assert(
      fc.property(room, event, fc.boolean(), ({ levels: current, joinRule: rule, ...shape }, what, isFirst) => {
        const state = new RoomState({ ...shape, version, ...(current && { levels: current }) });
        state.set('m.room.join_rules', { join_rule: rule });
        const { stateKey, ...rest } = { stateKey: undefined, ...what };
        const pdu: EventShape = {
          ...rest,
          ...(stateKey !== undefined && { stateKey }),
          ...(isFirst && what.type === 'm.room.member' && { prevEvents: [state.createEventId] }),
        };
        const isAllowed = state.verdictOn(pdu) === 'allowed';
        counts[isAllowed ? 'allowed' : 'refused']++;
        const transcription = new Transcription(Number(version), state.lookup, state.createEventId);
        expect(transcription.allows(state.event(pdu)), state.verdictOn(pdu)).toBe(isAllowed);
      }),
      { numRuns: RUNS },
    );
    // Neither all nothing: the events are such that both answers are given often.
    expect(Math.min(counts.allowed, counts.refused)).toBeGreaterThan(RUNS / 20);
  });
});

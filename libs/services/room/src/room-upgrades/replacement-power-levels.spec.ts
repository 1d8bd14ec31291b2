import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@chappe/crypto';
import { roomVersionRules, type RoomVersionRules } from '@chappe/events';
import type { RoomHead } from '../heads/room-head.js';
import { closedPowerLevels } from './closed-power-levels.js';
import { replacementPowerLevels } from './replacement-power-levels.js';

const ALICE = '@alice:test.example';
const BOB = '@bob:test.example';
const rulesOf = (version: string): RoomVersionRules => roomVersionRules(version) as RoomVersionRules;

interface Case {
  readonly from: string;
  readonly to: string;
  readonly content?: JsonObject;
  readonly additionalCreators?: string[];
}

/** Alice upgrades a room that she created with Bob, where the version allows it. */
function adapt({ from, to, content, additionalCreators = [] }: Case): JsonObject {
  const rules = rulesOf(from);
  const creators = rules.creators === 'sender_and_additional' ? [ALICE, BOB] : [ALICE];
  const old = { rules, creators: () => creators } as unknown as RoomHead;
  const upgrade = { sender: ALICE, profile: undefined, rules: rulesOf(to), additionalCreators };
  return replacementPowerLevels(old, upgrade, content);
}

describe('power levels of a replacement', () => {
  it('become integers where the old version read more in them, and what is none is left out', () => {
    const content = {
      ban: ' 70 ',
      kick: 1.9,
      redact: 'much',
      users: { [ALICE]: '100', [BOB]: 'x', 'no user': 5 },
      events: { a: -2.5, b: {} },
      notifications: [],
      'org.example': { kept: 'as it is' },
    };
    expect(adapt({ from: '1', to: '11', content })).toEqual({
      ban: 70,
      kick: 1,
      users: { [ALICE]: 100 },
      events: { a: -2 },
      'org.example': { kept: 'as it is' },
    });
  });

  it('are within what canonical JSON holds', () => {
    const content = {
      ban: '999999999999999999999',
      users_default: '-999999999999999999999',
      state_default: 2 ** 53 - 1,
    };
    expect(adapt({ from: '9', to: '12', content })).toMatchObject({
      ban: Number.MAX_SAFE_INTEGER,
      users_default: Number.MIN_SAFE_INTEGER,
      events: { 'm.room.tombstone': Number.MAX_SAFE_INTEGER },
    });
  });

  // rooms/v12, "Authorisation rules", rule 10.4; client-server-api, "POST /createRoom"
  it('name no creator, and m.room.tombstone above all, where creators have infinite power', () => {
    const content = { users: { [ALICE]: 100, [BOB]: 100, '@carol:x': 100 }, events: { 'm.room.tombstone': 100 } };
    const levels = adapt({ from: '11', to: '12', content, additionalCreators: [BOB] });
    expect(levels).toEqual({ users: { '@carol:x': 100 }, events: { 'm.room.tombstone': 150 } });
    expect(adapt({ from: '12', to: '12', content: { events: { 'm.room.tombstone': 60 } } })).toEqual({
      users: {},
      events: { 'm.room.tombstone': 60 },
    });
  });

  it.each([
    [{ 'm.room.tombstone': 100 }, 50, 150],
    [{ 'm.room.tombstone': 200 }, 50, 200],
    [{}, 150, 151],
  ])('ask for more than state_default for m.room.tombstone: %j, %i', (events, stateDefault, tombstone) => {
    const levels = adapt({ from: '10', to: '12', content: { events, state_default: stateDefault } });
    expect(levels['events']).toEqual({ 'm.room.tombstone': tombstone });
  });

  it('give creators the highest level where their power is infinite no more', () => {
    const content = { users: { '@carol:x': 120 }, events: { 'm.room.tombstone': 150 } };
    expect(adapt({ from: '12', to: '11', content })['users']).toEqual({ '@carol:x': 120, [ALICE]: 150, [BOB]: 150 });
    expect(adapt({ from: '12', to: '11', content: {} })['users']).toEqual({ [ALICE]: 100, [BOB]: 100 });
  });

  it('are those of a new room where the old one has none', () => {
    expect(adapt({ from: '1', to: '9' })).toMatchObject({ users: { [ALICE]: 100 }, state_default: 50 });
    expect(adapt({ from: '1', to: '12' })).toMatchObject({ users: {}, events: { 'm.room.tombstone': 150 } });
    expect(adapt({ from: '12', to: '11' })).toMatchObject({ users: { [ALICE]: 150, [BOB]: 150 } });
  });
});

// client-server-api, "Room Upgrades", step 6
describe('power levels of a room that is closed', () => {
  it.each([
    [{}, 50],
    [{ users_default: 10 }, 50],
    [{ users_default: 50 }, 51],
    [{ users_default: '80' }, 81],
    [{ users_default: 2 ** 53 - 1 }, 2 ** 53 - 1],
  ])('%j let only those send and invite who have %i', (content, level) => {
    const closed = closedPowerLevels(content, rulesOf('9'));
    expect(closed).toEqual({ ...content, events_default: level, invite: level });
    expect(closedPowerLevels(closed, rulesOf('9'))).toEqual(closed);
  });

  it('are never lowered, and other levels stay', () => {
    const content = { events_default: 100, invite: 70, ban: 5, users: { [ALICE]: 100 } };
    expect(closedPowerLevels(content, rulesOf('12'))).toEqual(content);
  });
});

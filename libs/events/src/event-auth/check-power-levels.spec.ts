import type { JsonObject, JsonValue } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import { ALICE, BOB, CAROL, CREATOR, RoomState } from './fixtures/room-state.js';

const MEMBERS = { [ALICE]: 'join', [BOB]: 'join' };
// Alice has 50 and may send power levels.
const LEVELS = { events: { 'm.room.power_levels': 50 }, users: { [ALICE]: 50 } };

function change(after: JsonObject, before: JsonObject = LEVELS, version = '12'): string {
  const room = new RoomState({ version, members: MEMBERS, levels: before });
  return room.verdictOn({ type: 'm.room.power_levels', sender: ALICE, stateKey: '', content: after });
}

describe('rule 10: power levels', () => {
  it.each(['users_default', 'events_default', 'state_default', 'ban', 'redact', 'kick', 'invite'])(
    '10.1 rejects %s when it is present and not an integer',
    (name) => {
      for (const value of ['50', 1.5, null, {}, true]) expect(change({ ...LEVELS, [name]: value })).toBe('v12 10.1');
      expect(change({ ...LEVELS, [name]: 50 }, { ...LEVELS, [name]: 49 })).toBe('allowed');
    },
  );

  it.each(['events', 'notifications'])('10.2 rejects %s that is no object with integers', (name) => {
    for (const value of ['x', [1], { a: '1' }, null]) expect(change({ ...LEVELS, [name]: value })).toBe('v12 10.2');
  });

  it('10.3 rejects users that is no object with user IDs and integers', () => {
    const values: JsonValue[] = ['x', [], { alice: 1 }, { [BOB]: '1' }, null];
    for (const users of values) expect(change({ ...LEVELS, users })).toBe('v12 10.3');
  });

  it('10.4 rejects users that names a creator in version 12', () => {
    expect(change({ ...LEVELS, users: { [ALICE]: 50, [CREATOR]: 50 } })).toBe('v12 10.4');
    const room = new RoomState({ create: { additional_creators: [CAROL] } });
    const content = { users: { [CAROL]: 100 } };
    expect(room.verdictOn({ type: 'm.room.power_levels', sender: CREATOR, stateKey: '', content })).toBe('v12 10.4');
    const before = { ...LEVELS, users: { [ALICE]: 50, [CREATOR]: 100 } };
    expect(change(before, before, '11')).toBe('allowed');
  });

  it('10.5 allows the first power levels event', () => {
    const room = new RoomState({ version: '11' });
    const content = { users: { [CREATOR]: 200, [BOB]: 300 } };
    expect(room.verdictOn({ type: 'm.room.power_levels', sender: CREATOR, stateKey: '', content })).toBe('allowed');
  });

  it.each(['users_default', 'events_default', 'state_default', 'ban', 'redact', 'kick', 'invite'])(
    '10.6 rejects adding, changing or removing %s above the power of the sender',
    (name) => {
      expect(change({ ...LEVELS, [name]: 51 })).toBe('v12 10.6.2');
      expect(change({ ...LEVELS, [name]: 50 })).toBe('allowed');
      const before = { ...LEVELS, events: { 'm.room.power_levels': 50 }, [name]: 51 };
      expect(change({ ...LEVELS, [name]: 50 }, before)).toBe('v12 10.6.1');
      expect(change(LEVELS, before)).toBe('v12 10.6.1');
      expect(change(before, before)).toBe('allowed');
    },
  );

  it.each(['events', 'notifications'])('10.7 rejects changing or removing %s above the power of the sender', (name) => {
    const before = { ...LEVELS, [name]: { ...(name === 'events' && LEVELS.events), high: 51, low: 50 } };
    expect(change({ ...before, [name]: { ...before[name as 'events'], high: 50 } }, before)).toBe('v12 10.7.1');
    expect(change({ ...before, [name]: { low: 50 } }, before)).toBe('v12 10.7.1');
    expect(change({ ...before, [name]: { high: 51 } }, before)).toBe('allowed');
  });

  it.each(['events', 'notifications'])('10.8 rejects adding %s above the power of the sender', (name) => {
    expect(change({ ...LEVELS, [name]: { added: 51 } })).toBe('v12 10.8.1');
    expect(change({ ...LEVELS, [name]: { added: 50 } })).toBe('allowed');
  });

  it('10.9 rejects changing or removing a user with at least the power of the sender', () => {
    const before = { ...LEVELS, users: { [ALICE]: 50, [BOB]: 50, [CAROL]: 49 } };
    expect(change({ ...LEVELS, users: { [ALICE]: 50, [BOB]: 10, [CAROL]: 49 } }, before)).toBe('v12 10.9.1');
    expect(change({ ...LEVELS, users: { [ALICE]: 50, [CAROL]: 49 } }, before)).toBe('v12 10.9.1');
    expect(change({ ...LEVELS, users: { [ALICE]: 50, [BOB]: 50 } }, before)).toBe('allowed');
  });

  it('10.9 allows the sender to give up power', () => {
    expect(change({ ...LEVELS, users: { [ALICE]: 10 } })).toBe('allowed');
    expect(change({ ...LEVELS, users: {} })).toBe('allowed');
  });

  it('10.10 rejects giving a user more power than the sender has', () => {
    expect(change({ ...LEVELS, users: { [ALICE]: 50, [BOB]: 51 } })).toBe('v12 10.10.1');
    expect(change({ ...LEVELS, users: { [ALICE]: 51 } })).toBe('v12 10.10.1');
    expect(change({ ...LEVELS, users: { [ALICE]: 50, [BOB]: 50 } })).toBe('allowed');
  });

  it('allows creators everything in version 12', () => {
    const room = new RoomState({ levels: { ban: 1000, users: { [BOB]: Number.MAX_SAFE_INTEGER } } });
    const content = { ban: 5, users: {} };
    expect(room.verdictOn({ type: 'm.room.power_levels', sender: CREATOR, stateKey: '', content })).toBe('allowed');
  });

  it('reads strings as integers before version 10', () => {
    const before = { events: { 'm.room.power_levels': ' +050 ' }, users: { [ALICE]: '50' } };
    expect(change({ ...before, ban: '51' }, before, '9')).toBe('v9 9.3.2');
    expect(change({ ...before, ban: '-3' }, before, '9')).toBe('allowed');
    expect(change({ ...before, users: { [ALICE]: '5.0' } }, before, '9')).toBe('v9 9.1');
    expect(change({ ...before, ban: 'junk' }, before, '9')).toBe('allowed');
  });

  it('is not fooled by names that every object has', () => {
    const room = new RoomState({ members: MEMBERS, levels: LEVELS });
    expect(room.verdictOn({ type: 'constructor', sender: BOB })).toBe('allowed');
    expect(room.verdictOn({ type: '__proto__', sender: BOB, stateKey: '' })).toBe('v12 8');
  });
});

import { describe, expect, it } from 'vitest';
import { ALICE, BOB, CREATOR, RoomState } from './fixtures/room-state.js';

describe('rule 1: the create event', () => {
  const create = (version: string, change: object = {}, content: object = {}) =>
    new RoomState({ version }).verdictOn({
      type: 'm.room.create',
      sender: CREATOR,
      stateKey: '',
      content: { room_version: version, ...(version === '10' && { creator: CREATOR }), ...content },
      ...change,
    });

  it.each(['10', '11', '12'])('allows a create event in version %s', (version) => {
    expect(create(version)).toBe('allowed');
  });

  it('1.1 rejects one with prev_events', () => {
    expect(create('12', { prevEvents: ['$a'] })).toBe('v12 1.1');
  });

  it('1.2 rejects one with a room_id in version 12', () => {
    expect(create('12', { extra: { room_id: '!a:a.example' } })).toBe('v12 1.2');
  });

  it('1.2 rejects one whose room_id has another domain before version 12', () => {
    expect(create('11', { extra: { room_id: '!a:b.example' } })).toBe('v11 1.2');
    expect(create('11', { extra: { room_id: '!a' } })).toBe('v11 1.2');
    expect(create('11', { sender: 'junk', extra: { room_id: 'junk' } })).toBe('v11 1.2');
    expect(create('11', { extra: { room_id: undefined } })).toBe('v11 1.2');
  });

  it('1.3 rejects one with an unrecognised room version', () => {
    expect(create('12', {}, { room_version: 'unknown' })).toBe('v12 1.3');
    expect(create('12', {}, { room_version: 12 })).toBe('v12 1.3');
  });

  it('1.4 rejects one without creator before version 11', () => {
    const room = new RoomState({ version: '10' });
    const content = { room_version: '10' };
    expect(room.verdictOn({ type: 'm.room.create', sender: CREATOR, stateKey: '', content })).toBe('v10 1.4');
  });

  it('1.4 rejects additional_creators that are no list of user IDs', () => {
    expect(create('12', {}, { additional_creators: [ALICE] })).toBe('allowed');
    for (const additional_creators of [ALICE, [1], ['alice'], [['@a:b']], {}, null]) {
      expect(create('12', {}, { additional_creators })).toBe('v12 1.4');
    }
    expect(create('11', {}, { additional_creators: 'ignored' })).toBe('allowed');
  });
});

describe('rules 2 to 9', () => {
  const message = { type: 'm.room.message', sender: ALICE };

  it('2 rejects an event without create event', () => {
    const room = new RoomState({ members: { [ALICE]: 'join' } });
    expect(room.verdictOn(message)).toBe('allowed');
    room.forget('m.room.create');
    expect(room.verdictOn(message)).toBe('v12 2');
  });

  it('2.4 rejects an event without create event before version 12', () => {
    const room = new RoomState({ version: '11', members: { [ALICE]: 'join' } });
    room.forget('m.room.create');
    expect(room.verdictOn(message)).toBe('v11 2.4');
  });

  it('4 rejects users of other servers when m.federate is false', () => {
    const room = new RoomState({ create: { 'm.federate': false }, members: { [ALICE]: 'join', [BOB]: 'join' } });
    expect(room.verdictOn(message)).toBe('allowed');
    expect(room.verdictOn({ ...message, sender: BOB })).toBe('v12 4');
  });

  it('6 rejects an event whose sender is not joined', () => {
    const room = new RoomState({ members: { [ALICE]: 'invite', [BOB]: 'ban' } });
    expect(room.verdictOn(message)).toBe('v12 6');
    expect(room.verdictOn({ ...message, sender: BOB })).toBe('v12 6');
    expect(room.verdictOn({ ...message, sender: '@nobody:a.example' })).toBe('v12 6');
  });

  it('7.1 allows a third-party invite if and only if the sender has the invite level', () => {
    const room = new RoomState({
      members: { [ALICE]: 'join', [BOB]: 'join' },
      levels: { invite: 10, users: { [ALICE]: 10 } },
    });
    const invite = { type: 'm.room.third_party_invite', sender: ALICE, stateKey: 'token' };
    expect(room.verdictOn(invite)).toBe('allowed');
    expect(room.verdictOn({ ...invite, sender: BOB })).toBe('v12 7.1');
  });

  it('8 rejects an event that requires more power than the sender has', () => {
    const levels = { events: { 'm.room.name': 20 }, state_default: 30, events_default: 5, users: { [ALICE]: 20 } };
    const room = new RoomState({ members: { [ALICE]: 'join', [BOB]: 'join' }, levels });
    expect(room.verdictOn(message)).toBe('allowed');
    expect(room.verdictOn({ ...message, sender: BOB })).toBe('v12 8');
    expect(room.verdictOn({ type: 'm.room.name', sender: ALICE, stateKey: '' })).toBe('allowed');
    expect(room.verdictOn({ type: 'm.room.topic', sender: ALICE, stateKey: '' })).toBe('v12 8');
    expect(room.verdictOn({ type: 'm.room.topic', sender: CREATOR, stateKey: '' })).toBe('allowed');
  });

  it('8 requires 50 for state events and nothing for messages without power levels event', () => {
    const room = new RoomState({ version: '11', members: { [ALICE]: 'join' } });
    expect(room.verdictOn(message)).toBe('allowed');
    expect(room.verdictOn({ type: 'm.room.topic', sender: ALICE, stateKey: '' })).toBe('v11 7');
    expect(room.verdictOn({ type: 'm.room.topic', sender: CREATOR, stateKey: '' })).toBe('allowed');
  });

  it('9 rejects a state key that is the ID of another user', () => {
    const room = new RoomState({ members: { [ALICE]: 'join' }, levels: { state_default: 0 } });
    expect(room.verdictOn({ type: 'x.state', sender: ALICE, stateKey: ALICE })).toBe('allowed');
    expect(room.verdictOn({ type: 'x.state', sender: ALICE, stateKey: BOB })).toBe('v12 9');
    expect(room.verdictOn({ type: 'x.state', sender: ALICE, stateKey: '@' })).toBe('v12 9');
  });

  it('does not consider the redact level for redactions', () => {
    const room = new RoomState({ members: { [ALICE]: 'join' }, levels: { redact: 100 } });
    expect(room.verdictOn({ type: 'm.room.redaction', sender: ALICE, content: { redacts: '$a' } })).toBe('allowed');
  });

  it('never throws on junk', () => {
    const room = new RoomState({ version: '9', create: { creator: 5 }, levels: { users: 'x', events: [] } });
    room.set('m.room.join_rules', { join_rule: [] });
    for (const type of ['m.room.member', 'm.room.power_levels', 'm.room.create', 'constructor']) {
      const content = { membership: {}, users: 1, third_party_invite: 5, __proto__x: 1 };
      expect(room.verdictOn({ type, sender: 'junk', stateKey: 'constructor', content })).toMatch(/^v/);
    }
  });
});

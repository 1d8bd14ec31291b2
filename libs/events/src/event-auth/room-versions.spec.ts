import { JsonNumber, type JsonObject, type JsonValue } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import { ROOM_VERSIONS } from '../room-versions/room-versions.js';
import { checkAuth } from './check-auth.js';
import { ALICE, BOB, CAROL, CREATOR, RoomState, type EventShape } from './fixtures/room-state.js';

/** The answers to one question by version: `'v1-v5'` are the versions where the event is allowed. */
function allowedIn(verdictOn: (version: string) => string): string {
  const allowed = ROOM_VERSIONS.filter(({ version }) => verdictOn(version) === 'allowed').map(({ version }) => version);
  return allowed.length === 0 ? 'never' : `v${allowed[0]}-v${allowed.at(-1)} (${allowed.length})`;
}

describe('m.room.aliases', () => {
  const aliases = { type: 'm.room.aliases', sender: BOB, stateKey: 'b.example', content: { aliases: [] } };

  it('are allowed to any user of the server before version 6, in the room or not', () => {
    expect(allowedIn((version) => new RoomState({ version }).verdictOn(aliases))).toBe('v1-v5 (5)');
  });

  it('are ordinary state since version 6', () => {
    const room = (version: string) =>
      new RoomState({ version, members: { [BOB]: 'join' }, levels: { users: { [BOB]: 50 } } });
    const ofOtherServer = { ...aliases, stateKey: 'a.example' };
    expect(allowedIn((version) => room(version).verdictOn(ofOtherServer))).toBe('v6-v12 (7)');
    expect(new RoomState({ version: '6' }).verdictOn(aliases)).toBe('v6 5');
  });

  it('are subject to m.federate in every version', () => {
    const room = new RoomState({ version: '1', create: { 'm.federate': false } });
    expect(room.verdictOn(aliases)).toBe('v1 3');
  });
});

describe('m.room.redaction', () => {
  const members = { [ALICE]: 'join', [BOB]: 'join' };
  const room = (version: string) => new RoomState({ version, members, levels: { redact: 40, users: { [BOB]: 40 } } });
  const redaction = (sender: string, redacts: JsonValue, eventId = '$own:a.example:8448'): EventShape => ({
    type: 'm.room.redaction',
    sender,
    extra: { redacts, event_id: eventId },
  });

  it('is allowed with the redact level, and to all since version 3', () => {
    expect(allowedIn((version) => room(version).verdictOn(redaction(BOB, '$x:c.example')))).toBe('v1-v12 (12)');
    expect(allowedIn((version) => room(version).verdictOn(redaction(ALICE, '$x:c.example')))).toBe('v3-v12 (10)');
  });

  it('is allowed in versions 1 and 2 when the domains of both event IDs are the same', () => {
    const verdict = (redacts: JsonValue, eventId?: string) => room('1').verdictOn(redaction(ALICE, redacts, eventId));
    expect(verdict('$x:a.example:8448')).toBe('allowed');
    for (const redacts of ['$x:a.example', '$x', '', 5, null, ['$x:a.example:8448']]) {
      expect(verdict(redacts)).toBe('v1 11.3');
    }
    expect(verdict('$x', '$own')).toBe('v1 11.3');
    expect(verdict('$x', '$x')).toBe('v1 11.3');
    const nameless = { type: 'm.room.redaction', sender: ALICE, extra: { redacts: '$x', event_id: undefined } };
    expect(room('1').verdictOn(nameless)).toBe('v1 11.3');
  });

  it('needs the power for its type in every version', () => {
    const events = { 'm.room.redaction': 41 };
    const verdict = (version: string) =>
      new RoomState({ version, members, levels: { users: { [BOB]: 40 }, events, redact: 0 } }).verdictOn(
        redaction(BOB, '$x:a.example'),
      );
    expect(allowedIn(verdict)).toBe('never');
  });
});

describe('memberships', () => {
  it('knows knocking since version 7', () => {
    const room = (version: string) => new RoomState({ version, joinRule: 'knock', members: { [ALICE]: 'knock' } });
    const own = (membership: string) => (version: string) => room(version).member(ALICE, ALICE, { membership });
    expect(allowedIn(own('knock'))).toBe('v7-v12 (6)');
    expect(allowedIn(own('leave'))).toBe('v7-v12 (6)');
  });

  it.each([
    ['invite', 'v1-v12 (12)'],
    ['knock', 'v7-v12 (6)'],
    ['restricted', 'v8-v12 (5)'],
    ['knock_restricted', 'v10-v12 (3)'],
    ['private', 'never'],
  ])('lets the invited in where the join rule is %s: %s', (joinRule, versions) => {
    const verdict = (version: string, membership: string) =>
      new RoomState({ version, joinRule, members: { [ALICE]: membership } }).member(ALICE, ALICE, {
        membership: 'join',
      });
    expect(allowedIn((version) => verdict(version, 'invite'))).toBe(versions);
    expect(allowedIn((version) => verdict(version, 'join'))).toBe(versions);
    expect(allowedIn((version) => verdict(version, 'leave'))).toBe('never');
  });

  it('takes a join rule that is no text for none of those that let in', () => {
    const room = new RoomState({ members: { [ALICE]: 'invite' } });
    for (const join_rule of [5, null, ['public'], {}]) {
      room.set('m.room.join_rules', { join_rule });
      expect(room.member(ALICE, ALICE, { membership: 'join' })).toBe('v12 5.3.7');
      expect(room.member(BOB, BOB, { membership: 'knock' })).toBe('v12 5.7.1');
    }
    room.set('m.room.join_rules', {});
    expect(room.member(ALICE, ALICE, { membership: 'join' })).toBe('allowed');
  });

  it.each(['join', 'invite', 'leave', 'ban', 'knock'])(
    'refuses %s by an authorising user who is no user',
    (membership) => {
      const verdict = (join_authorised_via_users_server: JsonValue) => (version: string) =>
        new RoomState({ version }).member(CREATOR, CREATOR, { membership, join_authorised_via_users_server });
      for (const userId of ['nobody', '@nobody', 5, null, {}]) {
        expect(verdict(userId)('7')).not.toContain('4.2.1');
        expect([verdict(userId)('8'), verdict(userId)('12')]).toEqual(['v8 4.2.1', 'v12 5.2.1']);
      }
      expect(verdict(ALICE)('12')).not.toBe('v12 5.2.1');
    },
  );
});

describe('the first join', () => {
  const join = (version: string, userId: string, prevEvents?: string[]) => {
    const room = new RoomState({ version, create: { creator: ALICE }, members: { [CREATOR]: 'leave' } });
    const shape = { type: 'm.room.member', sender: userId, stateKey: userId, content: { membership: 'join' } };
    return room.verdictOn({ ...shape, prevEvents: prevEvents ?? [room.createEventId] });
  };

  it('is that of content.creator before version 11, of the sender of the create event since', () => {
    expect(allowedIn((version) => join(version, ALICE))).toBe('v1-v10 (10)');
    expect(allowedIn((version) => join(version, CREATOR))).toBe('v11-v12 (2)');
  });

  it('is not that of an additional creator', () => {
    const room = new RoomState({ create: { additional_creators: [ALICE] } });
    const shape = { type: 'm.room.member', sender: ALICE, stateKey: ALICE, content: { membership: 'join' } };
    expect(room.verdictOn({ ...shape, prevEvents: [room.createEventId] })).toBe('v12 5.3.7');
  });

  it('follows the create event and nothing else', () => {
    for (const { version } of ROOM_VERSIONS) {
      const founder = Number(version) <= 10 ? ALICE : CREATOR;
      const { createEventId } = new RoomState({ version, create: { creator: ALICE } });
      expect(join(version, founder, [createEventId])).toBe('allowed');
      for (const prevEvents of [[], ['$other'], [createEventId, createEventId], [createEventId, '$other']]) {
        expect(join(version, founder, prevEvents)).toMatch(/\.[67]$/);
      }
    }
  });

  it('follows the event that the room is called after in version 12', () => {
    const room = new RoomState({ members: { [CREATOR]: 'leave' } });
    const shape = { type: 'm.room.member', sender: CREATOR, stateKey: CREATOR, content: { membership: 'join' } };
    room.put({ ...room.lookup('m.room.create', '')!, content: { odd: 1.5 } });
    expect(room.verdictOn({ ...shape, prevEvents: [`$${room.roomId.slice(1)}`] })).toBe('allowed');
    const roomless = { ...shape, prevEvents: [room.createEventId], extra: { room_id: undefined } };
    expect(room.verdictOn(roomless)).toBe('v12 5.3.7');
  });

  it('may be sent by others, as the rule does not ask who sends', () => {
    const room = new RoomState({ members: { [CREATOR]: 'leave' } });
    const shape = { type: 'm.room.member', sender: ALICE, stateKey: CREATOR, content: { membership: 'join' } };
    expect(room.verdictOn({ ...shape, prevEvents: [room.createEventId] })).toBe('allowed');
  });

  it('does not follow a create event without canonical form or without ID', () => {
    const room = new RoomState({ version: '11', members: { [CREATOR]: 'leave' } });
    const create = room.lookup('m.room.create', '')!;
    const shape = { type: 'm.room.member', sender: CREATOR, stateKey: CREATOR, content: { membership: 'join' } };
    room.put({ ...create, content: { ...create.content, odd: 1.5 } });
    expect(room.verdictOn({ ...shape, prevEvents: [room.createEventId] })).toBe('v11 4.3.7');
    const first = new RoomState({ version: '1', members: { [CREATOR]: 'leave' } });
    const { event_id: _eventId, ...nameless } = first.lookup('m.room.create', '')!;
    first.put(nameless);
    expect(first.verdictOn({ ...shape, prevEvents: [first.createEventId] })).toBe('v1 5.2.6');
  });
});

describe('power levels', () => {
  const LEVELS: JsonObject = { events: { 'm.room.power_levels': 50 }, users: { [ALICE]: 50 } };
  const change =
    (more: JsonObject, before = LEVELS) =>
    (version: string) =>
      new RoomState({ version, members: { [ALICE]: 'join' }, levels: before }).verdictOn({
        type: 'm.room.power_levels',
        sender: ALICE,
        stateKey: '',
        content: { ...LEVELS, ...more },
      });

  it('checks changes of notifications since version 6', () => {
    expect(allowedIn(change({ notifications: { room: 51 } }))).toBe('v1-v5 (5)');
    expect(allowedIn(change({}, { ...LEVELS, notifications: { room: 51 } }))).toBe('v1-v5 (5)');
  });

  it('allows strings before version 10', () => {
    expect(allowedIn(change({ ban: '50' }))).toBe('v1-v9 (9)');
    expect(allowedIn(change({ events: { ...(LEVELS['events'] as JsonObject), x: '50' } }))).toBe('v1-v9 (9)');
    expect(allowedIn(change({ users: { [ALICE]: ' +50 ' } }))).toBe('v1-v9 (9)');
    expect(allowedIn(change({ ban: '51' }))).toBe('never');
  });

  it('allows what is no level before version 10, but not in users', () => {
    expect(allowedIn(change({ ban: 'junk', notifications: 5 }))).toBe('v1-v9 (9)');
    expect(allowedIn(change({ users: { [ALICE]: 'junk' } }))).toBe('never');
    expect(allowedIn(change({ users: null }))).toBe('never');
  });

  it('allows two ways to write one level in turn', () => {
    const before = { ...LEVELS, ban: '60', users: { [ALICE]: 50, [BOB]: '060' } };
    expect(allowedIn(change({ ban: 60, users: { [ALICE]: '50', [BOB]: ' 60' } }, before))).toBe('v1-v9 (9)');
  });

  it('cuts the decimals of fractions before version 6', () => {
    const before = { ...LEVELS, users: { [ALICE]: new JsonNumber('50.57') } };
    expect(allowedIn(change({ kick: new JsonNumber('5.09e1') }, before))).toContain('v1-v5');
    for (const kick of ['51.0', '5.1E1']) expect(change({ kick: new JsonNumber(kick) }, before)('5')).toBe('v5 10.3.2');
    expect(change({ users: { [ALICE]: new JsonNumber('-0.5') } }, before)('1')).toBe('allowed');
  });

  it('may name a creator before version 12', () => {
    expect(allowedIn(change({ users: { [ALICE]: 50, [CREATOR]: 50 } }))).toBe('v1-v11 (11)');
  });

  it.each(['ban', 'events', 'notifications'])(
    'refuses numbers in %s that no double reaches before version 6',
    (name) => {
      const number = new JsonNumber('-1e400');
      const verdict = change({ [name]: name === 'ban' ? number : { ...(LEVELS[name] as JsonObject), x: number } });
      expect(verdict('1')).toBe('rooms/v1#mroompower_levels-events-accept-values-as-floats');
      expect(verdict('5')).toBe('rooms/v5#mroompower_levels-events-accept-values-as-floats');
      expect(verdict('6')).toBe('allowed');
    },
  );

  it('refuses numbers in users that no double reaches by the rule on users', () => {
    expect(change({ users: { [ALICE]: 50, [CAROL]: new JsonNumber('1e400') } })('5')).toBe('v5 10.1');
  });
});

describe('an event of a room version that has no page', () => {
  it('is refused without number', () => {
    const room = new RoomState();
    const rules = { ...room.rules, version: 'unknown' };
    const verdict = checkAuth(room.event({ type: 'x', sender: ALICE }), room.lookup, rules);
    expect(verdict).toMatchObject({ allowed: false, rule: 'rooms/vunknown#authorisation-rules' });
  });
});

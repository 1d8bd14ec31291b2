import type { JsonValue } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import type { Pdu } from '../content/pdu.js';
import { ROOM_VERSIONS, roomVersionRules } from '../room-versions/room-versions.js';
import { checkAuthEvents } from './check-auth-events.js';
import { ALICE, BOB, CAROL, CREATOR, RoomState } from './fixtures/room-state.js';
import { selectAuthEvents, type AuthSelection } from './select-auth-events.js';

function selected(event: AuthSelection, version = '12'): string[] {
  return selectAuthEvents(event, roomVersionRules(version)!).map(({ type, stateKey }) => `${type}|${stateKey}`);
}

describe('auth events selection', () => {
  const message = { type: 'm.room.message', sender: ALICE, content: {} };
  const member = (content: AuthSelection['content'], stateKey = BOB) => ({
    type: 'm.room.member',
    sender: ALICE,
    stateKey,
    content,
  });
  const always = ['m.room.power_levels|', `m.room.member|${ALICE}`];

  it('is empty for the create event', () => {
    expect(selected({ type: 'm.room.create', sender: ALICE, stateKey: '', content: {} })).toEqual([]);
  });

  it('has the create event before version 12 only', () => {
    expect(selected(message, '11')).toEqual(['m.room.create|', ...always]);
    expect(selected(message, '12')).toEqual(always);
  });

  it.each(['join', 'invite', 'knock'])('has the target and the join rules for membership %s', (membership) => {
    expect(selected(member({ membership }))).toEqual([...always, `m.room.member|${BOB}`, 'm.room.join_rules|']);
  });

  it('has the target without the join rules for leave and ban', () => {
    expect(selected(member({ membership: 'leave' }))).toEqual([...always, `m.room.member|${BOB}`]);
    expect(selected(member({ membership: 'ban' }, ALICE))).toEqual(always);
  });

  it('has the third-party invite that an invite names', () => {
    const third_party_invite = { signed: { token: 'token' } };
    expect(selected(member({ membership: 'invite', third_party_invite }))).toContain('m.room.third_party_invite|token');
    expect(selected(member({ membership: 'join', third_party_invite })).join()).not.toContain('third_party');
  });

  it('has no third-party invite without a token that is a text', () => {
    const invites: JsonValue[] = [null, 5, {}, { signed: 'x' }, { signed: {} }, { signed: { token: 5 } }];
    for (const third_party_invite of invites) {
      expect(selected(member({ membership: 'invite', third_party_invite }))).toEqual([
        ...always,
        `m.room.member|${BOB}`,
        'm.room.join_rules|',
      ]);
    }
  });

  it('has only the target for a membership that is no text', () => {
    expect(selected(member({ membership: ['join'] }))).toEqual([...always, `m.room.member|${BOB}`]);
    expect(selected(member({}))).toEqual([...always, `m.room.member|${BOB}`]);
  });

  it('has no target for other types of event, and for a membership event without state key', () => {
    expect(selected({ ...member({ membership: 'join' }), type: 'x' })).toEqual(always);
    expect(selected({ type: 'm.room.member', sender: ALICE, content: { membership: 'join' } })).toEqual(always);
  });

  it.each(ROOM_VERSIONS)('has the same of all memberships in version $version', ({ version, createInAuthEvents }) => {
    const first = createInAuthEvents ? ['m.room.create|', ...always] : always;
    const target = `m.room.member|${BOB}`;
    for (const membership of ['join', 'invite', 'knock']) {
      expect(selected(member({ membership }), version)).toEqual([...first, target, 'm.room.join_rules|']);
    }
    for (const membership of ['leave', 'ban', 'guest']) {
      expect(selected(member({ membership }), version)).toEqual([...first, target]);
    }
    const join = member({ membership: 'join', join_authorised_via_users_server: CAROL });
    const authorising = Number(version) >= 8 ? [`m.room.member|${CAROL}`] : [];
    expect(selected(join, version)).toEqual([...first, target, 'm.room.join_rules|', ...authorising]);
  });

  it('has each slot once', () => {
    const join = { membership: 'join', join_authorised_via_users_server: ALICE };
    expect(selected(member(join, ALICE))).toEqual([...always, 'm.room.join_rules|']);
  });

  it('has the authorising user of a join where the room version supports restricted rooms', () => {
    const join = member({ membership: 'join', join_authorised_via_users_server: CAROL });
    expect(selected(join)).toContain(`m.room.member|${CAROL}`);
    expect(selected(join, '7')).not.toContain(`m.room.member|${CAROL}`);
    const invite = member({ membership: 'invite', join_authorised_via_users_server: CAROL });
    expect(selected(invite)).not.toContain(`m.room.member|${CAROL}`);
  });
});

describe('rule 2 before version 12, rule 3 since: the auth events', () => {
  const room = new RoomState({ version: '11', members: { [ALICE]: 'join' }, levels: {} });
  const create = room.lookup('m.room.create', '')!;
  const levels = room.lookup('m.room.power_levels', '')!;
  const alice = room.lookup('m.room.member', ALICE)!;
  const shape = { type: 'm.room.message', sender: ALICE };
  const message = room.event(shape);
  const verdict = (events: Pdu[], rejected = false) => room.verdictOnAuthEvents(shape, events, rejected);

  it('allows those of the selection, or fewer', () => {
    expect(verdict([create, levels, alice])).toBe('allowed');
    expect(verdict([create])).toBe('allowed');
  });

  it('2.1 rejects duplicate entries', () => {
    expect(verdict([create, levels, levels])).toBe('v11 2.1');
  });

  it('2.2 rejects entries that do not match the selection', () => {
    const creator = room.lookup('m.room.member', CREATOR)!;
    expect(verdict([create, creator])).toBe('v11 2.2');
    expect(verdict([create, room.event({ type: 'm.room.power_levels', sender: CREATOR })])).toBe('v11 2.2');
  });

  it('3.2 rejects the create event in version 12', () => {
    const twelve = new RoomState({ members: { [ALICE]: 'join' } });
    const pdu = twelve.event({ type: 'm.room.message', sender: ALICE });
    const authEvents = [{ pdu: twelve.lookup('m.room.create', '')!, rejected: false }];
    expect(checkAuthEvents(pdu, authEvents, twelve.rules)).toMatchObject({ rule: expect.stringContaining(' 3.2') });
    expect(checkAuthEvents(pdu, [], twelve.rules)).toEqual({ allowed: true });
  });

  it('2.3 rejects entries which were themselves rejected', () => {
    expect(verdict([create], true)).toBe('v11 2.3');
  });

  it('2.4 rejects when there is no create event among the entries before version 12', () => {
    expect(verdict([levels, alice])).toBe('v11 2.4');
  });

  it('2.5 rejects entries of another room', () => {
    expect(verdict([create, { ...levels, room_id: '!other:a.example' }])).toBe('v11 2.5');
  });

  it('names the first rule that refuses, whatever the order of the entries', () => {
    const stranger = room.lookup('m.room.member', CREATOR)!;
    const other = { ...alice, room_id: '!other:a.example' };
    expect(verdict([stranger, alice, alice], true)).toBe('v11 2.1');
    expect(verdict([alice, stranger], true)).toBe('v11 2.2');
    expect(verdict([other], true)).toBe('v11 2.3');
    expect(verdict([other])).toBe('v11 2.4');
    expect(verdict([other, create])).toBe('v11 2.5');
  });

  it('rejects message events among the entries', () => {
    expect(verdict([create, { ...message, type: 'm.room.member' }])).toBe('v11 2.2');
  });

  it('leaves create events to rule 1', () => {
    expect(checkAuthEvents(create, [{ pdu: levels, rejected: true }], room.rules)).toEqual({ allowed: true });
  });
});

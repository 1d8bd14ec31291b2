import { encodeBase64, generateSigningKey, signJson, type JsonObject, type JsonValue } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import { ALICE, BOB, CAROL, CREATOR, RoomState } from './fixtures/room-state.js';

const JOIN = { membership: 'join' };
const LEAVE = { membership: 'leave' };

describe('rule 5: membership events', () => {
  it('5.1 rejects one without state_key or membership', () => {
    const room = new RoomState({ joinRule: 'public' });
    expect(room.verdictOn({ type: 'm.room.member', sender: ALICE, content: JOIN })).toBe('v12 5.1');
    expect(room.member(ALICE, ALICE, {})).toBe('v12 5.1');
  });

  it('5.8 rejects an unknown membership', () => {
    expect(new RoomState().member(ALICE, ALICE, { membership: 'guest' })).toBe('v12 5.8');
    expect(new RoomState().member(ALICE, ALICE, { membership: 5 })).toBe('v12 5.8');
    expect(new RoomState({ version: '6', joinRule: 'knock' }).member(ALICE, ALICE, { membership: 'knock' })).toBe(
      'v6 4.6',
    );
  });
});

describe('rule 5.3: join', () => {
  it.each(['1', '10', '11', '12'])(
    '5.3.1 allows the creator to join right after the create event in version %s',
    (version) => {
      const room = new RoomState({ version, members: { [CREATOR]: 'leave' } });
      const join = { type: 'm.room.member', content: JOIN, prevEvents: [room.createEventId] };
      expect(room.verdictOn({ ...join, sender: CREATOR, stateKey: CREATOR })).toBe('allowed');
      const refused = { '1': 'v1 5.2.6', '10': 'v10 4.3.7', '11': 'v11 4.3.7', '12': 'v12 5.3.7' }[version];
      expect(room.verdictOn({ ...join, sender: ALICE, stateKey: ALICE })).toBe(refused);
      expect(room.member(CREATOR, CREATOR, JOIN)).toBe(refused);
    },
  );

  it('5.3.2 rejects a join when the sender does not match the state_key', () => {
    expect(new RoomState({ joinRule: 'public' }).member(ALICE, BOB, JOIN)).toBe('v12 5.3.2');
  });

  it('5.3.3 rejects a join when the sender is banned', () => {
    expect(new RoomState({ joinRule: 'public', members: { [ALICE]: 'ban' } }).member(ALICE, ALICE, JOIN)).toBe(
      'v12 5.3.3',
    );
  });

  it.each(['invite', 'knock'])('5.3.4 allows only invited and joined users with the join rule %s', (joinRule) => {
    const room = new RoomState({ joinRule, members: { [ALICE]: 'invite', [BOB]: 'join' } });
    expect(room.member(ALICE, ALICE, JOIN)).toBe('allowed');
    expect(room.member(BOB, BOB, JOIN)).toBe('allowed');
    expect(room.member(CAROL, CAROL, JOIN)).toBe('v12 5.3.7');
  });

  it('5.3.4 takes invite for the join rule when there is none', () => {
    const room = new RoomState({ members: { [ALICE]: 'invite' } });
    expect(room.member(ALICE, ALICE, JOIN)).toBe('allowed');
    expect(room.member(BOB, BOB, JOIN)).toBe('v12 5.3.7');
  });

  it.each(['restricted', 'knock_restricted'])('5.3.5 allows an authorised join with the join rule %s', (joinRule) => {
    const members = { [ALICE]: 'join', [BOB]: 'invite', [CAROL]: 'leave' };
    const room = new RoomState({ joinRule, members, levels: { invite: 50, users: { [ALICE]: 50 } } });
    const via = (userId: unknown) => ({ ...JOIN, join_authorised_via_users_server: userId as string });
    expect(room.member(BOB, BOB, JOIN)).toBe('allowed');
    expect(room.member(CAROL, CAROL, via(ALICE))).toBe('allowed');
    expect(room.member(CAROL, CAROL, via(CREATOR))).toBe('allowed');
    expect(room.member(CAROL, CAROL, JOIN)).toBe('v12 5.3.5.2');
    expect(room.member(CAROL, CAROL, via(BOB))).toBe('v12 5.3.5.2');
    expect(room.member(CAROL, CAROL, via('@nobody:a.example'))).toBe('v12 5.3.5.2');
    expect(room.member(CAROL, CAROL, via(5))).toBe('v12 5.2.1');
  });

  it('5.3.5 rejects when the authorising user lacks the invite level', () => {
    const room = new RoomState({ joinRule: 'restricted', members: { [ALICE]: 'join' }, levels: { invite: 50 } });
    const content = { ...JOIN, join_authorised_via_users_server: ALICE };
    expect(room.member(CAROL, CAROL, content)).toBe('v12 5.3.5.2');
  });

  it('5.3.5 rejects when the authorising user is not in the room', () => {
    const room = new RoomState({ joinRule: 'restricted', members: { [ALICE]: 'invite' } });
    const content = { ...JOIN, join_authorised_via_users_server: ALICE };
    expect(room.member(CAROL, CAROL, content)).toBe('v12 5.3.5.2');
  });

  it('5.3.5 tells what is wrong with the authorising user', () => {
    const members = { [ALICE]: 'join' };
    const room = new RoomState({ joinRule: 'restricted', members, levels: { invite: 50 } });
    const reason = (via: JsonObject) =>
      room.reasonOn({ type: 'm.room.member', sender: CAROL, stateKey: CAROL, content: { ...JOIN, ...via } });
    expect(reason({})).toBe('Nobody authorised the join');
    expect(reason({ join_authorised_via_users_server: BOB })).toBe('The authorising user is not in the room');
    expect(reason({ join_authorised_via_users_server: ALICE })).toBe('The authorising user may not invite');
  });

  it('5.3.5 knows restricted rooms from version 8 and knock_restricted from version 10', () => {
    const verdict = (version: string, joinRule: string) =>
      new RoomState({ version, joinRule, members: { [ALICE]: 'invite' } }).member(ALICE, ALICE, JOIN);
    expect([verdict('7', 'restricted'), verdict('8', 'restricted')]).toEqual(['v7 4.2.6', 'allowed']);
    expect([verdict('9', 'knock_restricted'), verdict('10', 'knock_restricted')]).toEqual(['v9 4.3.7', 'allowed']);
    expect([verdict('6', 'knock'), verdict('7', 'knock')]).toEqual(['v6 4.2.6', 'allowed']);
  });

  it('5.3.6 allows a join to a public room', () => {
    expect(new RoomState({ joinRule: 'public' }).member(ALICE, ALICE, JOIN)).toBe('allowed');
  });

  it('5.3.7 rejects a join with any other join rule', () => {
    const room = new RoomState({ joinRule: 'private', members: { [ALICE]: 'invite' } });
    expect(room.member(ALICE, ALICE, JOIN)).toBe('v12 5.3.7');
  });
});

describe('rule 5.4: invite', () => {
  const INVITE = { membership: 'invite' };

  it('5.4.2 rejects an invite when the sender is not joined', () => {
    expect(new RoomState({ members: { [ALICE]: 'invite' } }).member(ALICE, BOB, INVITE)).toBe('v12 5.4.2');
  });

  it.each(['join', 'ban'])('5.4.3 rejects an invite when the membership of the target user is %s', (membership) => {
    expect(new RoomState({ members: { [BOB]: membership } }).member(CREATOR, BOB, INVITE)).toBe('v12 5.4.3');
  });

  it('5.4.3 tells whether the target user is joined or banned', () => {
    const reason = (membership: string) => {
      const room = new RoomState({ members: { [BOB]: membership } });
      return room.reasonOn({ type: 'm.room.member', sender: CREATOR, stateKey: BOB, content: INVITE });
    };
    expect(reason('ban')).toBe('The target user is banned');
    expect(reason('join')).toBe('The target user is already in the room');
  });

  it('5.4.4 allows an invite when the sender has the invite level', () => {
    const room = new RoomState({
      members: { [ALICE]: 'join', [CAROL]: 'join' },
      levels: { invite: 5, users: { [ALICE]: 5 } },
    });
    expect(room.member(ALICE, BOB, INVITE)).toBe('allowed');
    expect(room.member(CAROL, BOB, INVITE)).toBe('v12 5.4.5');
  });
});

describe('rule 5.4.1: third-party invite', () => {
  const key = generateSigningKey('0');
  const stranger = generateSigningKey('0');
  const signed = signJson({ mxid: BOB, token: 'token' }, 'id.example', key);
  const pending = {
    type: 'm.room.third_party_invite',
    sender: ALICE,
    stateKey: 'token',
    content: { public_key: encodeBase64(key.publicKey) },
  };
  const room = new RoomState({ others: [pending], members: { [CAROL]: 'ban' } });
  const inviteOf = (proof: unknown) => ({ membership: 'invite', third_party_invite: proof as never });

  it('5.4.1.1 rejects one when the target user is banned', () => {
    expect(room.member(ALICE, CAROL, inviteOf({ signed }))).toBe('v12 5.4.1.1');
  });

  it('5.4.1.2 rejects one without signed', () => {
    expect(room.member(ALICE, BOB, inviteOf({}))).toBe('v12 5.4.1.2');
    expect(room.member(ALICE, BOB, inviteOf('junk'))).toBe('v12 5.4.1.2');
  });

  it('5.4.1.3 rejects one without mxid or token', () => {
    expect(room.member(ALICE, BOB, inviteOf({ signed: { mxid: BOB } }))).toBe('v12 5.4.1.3');
    expect(room.member(ALICE, BOB, inviteOf({ signed: { token: 'token' } }))).toBe('v12 5.4.1.3');
  });

  it('5.4.1.4 rejects one whose mxid does not match the state_key', () => {
    expect(room.member(ALICE, '@other:b.example', inviteOf({ signed }))).toBe('v12 5.4.1.4');
  });

  it('5.4.1.5 rejects one whose token is not in the room state', () => {
    expect(room.member(ALICE, BOB, inviteOf({ signed: { ...signed, token: 'other' } }))).toBe('v12 5.4.1.5');
  });

  it('5.4.1.6 rejects one by another sender than that of the m.room.third_party_invite', () => {
    expect(room.member(CREATOR, BOB, inviteOf({ signed }))).toBe('v12 5.4.1.6');
  });

  it('5.4.1.7 allows one that is signed with a public key of the m.room.third_party_invite', () => {
    expect(room.member(ALICE, BOB, inviteOf({ signed }))).toBe('allowed');
    const public_keys: JsonValue = [{ public_key: 'junk' }, {}, { public_key: encodeBase64(key.publicKey) }];
    const listed = new RoomState({ others: [{ ...pending, content: { public_keys } }] });
    expect(listed.member(ALICE, BOB, inviteOf({ signed }))).toBe('allowed');
  });

  it('5.4.1.8 rejects one that is signed with another key', () => {
    const forged = signJson({ mxid: BOB, token: 'token' }, 'id.example', stranger);
    expect(room.member(ALICE, BOB, inviteOf({ signed: forged }))).toBe('v12 5.4.1.8');
    expect(room.member(ALICE, BOB, inviteOf({ signed: { mxid: BOB, token: 'token' } }))).toBe('v12 5.4.1.8');
  });
});

describe('rule 5.5: leave', () => {
  it('5.5.1 allows a user to leave with membership invite, join or knock', () => {
    const room = new RoomState({ members: { [ALICE]: 'invite', [BOB]: 'knock', [CAROL]: 'ban' } });
    for (const userId of [CREATOR, ALICE, BOB]) expect(room.member(userId, userId, LEAVE)).toBe('allowed');
    for (const userId of [CAROL, '@new:a.example']) expect(room.member(userId, userId, LEAVE)).toBe('v12 5.5.1');
  });

  it('5.5.2 rejects a kick when the sender is not joined', () => {
    expect(new RoomState({ members: { [BOB]: 'join' } }).member(ALICE, BOB, LEAVE)).toBe('v12 5.5.2');
  });

  it('5.5.3 rejects an unban when the sender lacks the ban level', () => {
    const members = { [ALICE]: 'join', [BOB]: 'ban' };
    const room = new RoomState({ members, levels: { ban: 60, kick: 50, users: { [ALICE]: 50 } } });
    expect(room.member(ALICE, BOB, LEAVE)).toBe('v12 5.5.3');
    expect(room.member(CREATOR, BOB, LEAVE)).toBe('allowed');
  });

  it('5.5.4 allows a kick of a user with less power by one with the kick level', () => {
    const members = { [ALICE]: 'join', [BOB]: 'join', [CAROL]: 'join' };
    const room = new RoomState({ members, levels: { users: { [ALICE]: 50, [CAROL]: 50 } } });
    expect(room.member(ALICE, BOB, LEAVE)).toBe('allowed');
    expect(room.member(ALICE, CAROL, LEAVE)).toBe('v12 5.5.5');
    expect(room.member(BOB, ALICE, LEAVE)).toBe('v12 5.5.5');
  });

  it('5.5.5 rejects a kick of a creator, by another creator too', () => {
    const room = new RoomState({ create: { additional_creators: [ALICE] }, members: { [ALICE]: 'join' } });
    expect(room.member(ALICE, CREATOR, LEAVE)).toBe('v12 5.5.5');
  });
});

describe('rule 5.6: ban', () => {
  const BAN = { membership: 'ban' };
  const members = { [ALICE]: 'join', [BOB]: 'join' };

  it('5.6.1 rejects a ban when the sender is not joined', () => {
    expect(new RoomState({ members }).member(CAROL, BOB, BAN)).toBe('v12 5.6.1');
  });

  it('5.6.2 allows a ban of a user with less power by one with the ban level', () => {
    const room = new RoomState({ members, levels: { users: { [ALICE]: 50 } } });
    expect(room.member(ALICE, BOB, BAN)).toBe('allowed');
    expect(room.member(ALICE, CAROL, BAN)).toBe('allowed');
    expect(room.member(BOB, CAROL, BAN)).toBe('v12 5.6.3');
    expect(room.member(ALICE, CREATOR, BAN)).toBe('v12 5.6.3');
    expect(room.member(ALICE, ALICE, BAN)).toBe('v12 5.6.3');
  });

  it('5.6.3 rejects a ban of a user with less power by one without the ban level', () => {
    const room = new RoomState({ members, levels: { users: { [ALICE]: 49 } } });
    expect(room.member(ALICE, BOB, BAN)).toBe('v12 5.6.3');
  });

  it('5.6.3 tells which of its conditions is not met', () => {
    const room = new RoomState({ members, levels: { users: { [ALICE]: 50 } } });
    const reason = (sender: string, stateKey: string) =>
      room.reasonOn({ type: 'm.room.member', sender, stateKey, content: BAN });
    expect(reason(BOB, CAROL)).toBe('The sender may not ban');
    expect(reason(ALICE, CREATOR)).toBe('The target user has as much power as the sender');
  });
});

describe('rule 5.7: knock', () => {
  const KNOCK = { membership: 'knock' };

  it('5.7.1 rejects a knock with any join rule but knock and knock_restricted', () => {
    expect(new RoomState({ joinRule: 'knock' }).member(ALICE, ALICE, KNOCK)).toBe('allowed');
    expect(new RoomState({ joinRule: 'knock_restricted' }).member(ALICE, ALICE, KNOCK)).toBe('allowed');
    expect(new RoomState({ joinRule: 'public' }).member(ALICE, ALICE, KNOCK)).toBe('v12 5.7.1');
    const before = new RoomState({ version: '9', joinRule: 'knock_restricted' });
    expect(before.member(ALICE, ALICE, KNOCK)).toBe('v9 4.7.1');
  });

  it('5.7.2 rejects a knock for another user', () => {
    expect(new RoomState({ joinRule: 'knock' }).member(ALICE, BOB, KNOCK)).toBe('v12 5.7.2');
  });

  it('5.7.3 allows a knock unless the membership is ban, invite or join', () => {
    const room = new RoomState({ joinRule: 'knock', members: { [ALICE]: 'leave', [BOB]: 'invite', [CAROL]: 'ban' } });
    expect(room.member(ALICE, ALICE, KNOCK)).toBe('allowed');
    for (const userId of [BOB, CAROL, CREATOR]) expect(room.member(userId, userId, KNOCK)).toBe('v12 5.7.4');
  });
});

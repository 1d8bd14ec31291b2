import { describe, expect, it } from 'vitest';
import type { Pdu } from '../content/pdu.js';
import { roomVersionRules } from '../room-versions/room-versions.js';
import { redactPdu } from './redact-pdu.js';
import { redactsOf } from './redacts-of.js';

const rulesOf = (version: string) => roomVersionRules(version)!;

function pduOf(type: string, content: Pdu['content']): Pdu {
  return {
    type,
    room_id: '!r:domain',
    sender: '@u:domain',
    state_key: '',
    content,
    origin_server_ts: 1,
    depth: 2,
    prev_events: ['$a'],
    auth_events: ['$b'],
    hashes: { sha256: 'h' },
    signatures: { domain: { 'ed25519:1': 's' } },
    unsigned: { age: 3 },
    origin: 'domain',
    membership: 'join',
    prev_state: [],
    redacts: '$c',
    unknown: true,
  };
}

function contentAfter(version: string, type: string, content: Pdu['content']): Pdu['content'] {
  return redactPdu(pduOf(type, content), rulesOf(version)).content;
}

const LEVELS = {
  ban: 1,
  events: {},
  events_default: 2,
  kick: 3,
  redact: 4,
  state_default: 5,
  users: {},
  users_default: 6,
};

describe('the redaction algorithm', () => {
  it('strips off all top-level keys that are not listed', () => {
    const required = ['auth_events', 'content', 'depth', 'hashes', 'origin_server_ts', 'prev_events', 'room_id'];
    const kept = [...required, 'sender', 'signatures', 'state_key', 'type'];
    expect(Object.keys(redactPdu(pduOf('X', {}), rulesOf('11')))).toEqual(kept);
    const before = Object.keys(redactPdu(pduOf('X', {}), rulesOf('10')));
    expect(before).toEqual([...kept, 'membership', 'origin', 'prev_state'].toSorted());
  });

  it('strips the content of all keys for other event types', () => {
    expect(contentAfter('12', 'm.room.message', { body: 'x', membership: 'join' })).toEqual({});
    expect(contentAfter('12', 'constructor', { name: 'x' })).toEqual({});
    expect(contentAfter('6', 'm.room.aliases', { aliases: ['#a:b'] })).toEqual({});
  });

  it('leaves the event that it was given as it is', () => {
    const pdu = pduOf('m.room.message', { body: 'x' });
    redactPdu(pdu, rulesOf('12'));
    expect(pdu).toEqual(pduOf('m.room.message', { body: 'x' }));
  });

  it('m.room.member keeps membership, and join_authorised_via_users_server from version 9', () => {
    const content = { membership: 'join', join_authorised_via_users_server: '@a:b', displayname: 'A' };
    expect(contentAfter('8', 'm.room.member', content)).toEqual({ membership: 'join' });
    const { displayname: _gone, ...kept } = content;
    expect(contentAfter('9', 'm.room.member', content)).toEqual(kept);
    expect(contentAfter('12', 'm.room.member', content)).toEqual(kept);
  });

  it('m.room.member keeps the signed key of third_party_invite from version 11', () => {
    const invite = { membership: 'invite', third_party_invite: { display_name: 'A', signed: { token: 't' } } };
    expect(contentAfter('10', 'm.room.member', invite)).toEqual({ membership: 'invite' });
    expect(contentAfter('11', 'm.room.member', invite)).toEqual({
      membership: 'invite',
      third_party_invite: { signed: { token: 't' } },
    });
    expect(contentAfter('11', 'm.room.member', { third_party_invite: { display_name: 'A' } })).toEqual({
      third_party_invite: {},
    });
    expect(contentAfter('11', 'm.room.member', { third_party_invite: 'junk' })).toEqual({});
  });

  it('m.room.create keeps creator, and all keys from version 11', () => {
    const content = { creator: '@a:b', room_version: '10', other: 1 };
    expect(contentAfter('10', 'm.room.create', content)).toEqual({ creator: '@a:b' });
    expect(contentAfter('11', 'm.room.create', content)).toEqual(content);
  });

  it('m.room.join_rules keeps join_rule, and allow from version 8', () => {
    const content = { join_rule: 'restricted', allow: [], other: 1 };
    expect(contentAfter('7', 'm.room.join_rules', content)).toEqual({ join_rule: 'restricted' });
    expect(contentAfter('8', 'm.room.join_rules', content)).toEqual({ join_rule: 'restricted', allow: [] });
  });

  it('m.room.power_levels keeps its levels, and invite from version 11', () => {
    const content = { ...LEVELS, invite: 7, notifications: { room: 50 } };
    expect(contentAfter('10', 'm.room.power_levels', content)).toEqual(LEVELS);
    expect(contentAfter('11', 'm.room.power_levels', content)).toEqual({ ...LEVELS, invite: 7 });
  });

  it('m.room.history_visibility keeps history_visibility', () => {
    const content = { history_visibility: 'joined', other: 1 };
    expect(contentAfter('12', 'm.room.history_visibility', content)).toEqual({ history_visibility: 'joined' });
  });

  it('m.room.redaction keeps redacts from version 11', () => {
    expect(contentAfter('10', 'm.room.redaction', { redacts: '$a', reason: 'x' })).toEqual({});
    expect(contentAfter('11', 'm.room.redaction', { redacts: '$a', reason: 'x' })).toEqual({ redacts: '$a' });
  });
});

describe('the target of a redaction', () => {
  const redaction = (content: Pdu['content']) => pduOf('m.room.redaction', content);

  it('stands at the top level before version 11 and in content from then on', () => {
    expect(redactsOf(redaction({ redacts: '$d' }), rulesOf('10'))).toBe('$c');
    expect(redactsOf(redaction({ redacts: '$d' }), rulesOf('11'))).toBe('$d');
  });

  it('is missing when it is no event ID or the event is no redaction', () => {
    expect(redactsOf(redaction({ redacts: 5 }), rulesOf('11'))).toBeUndefined();
    expect(redactsOf(redaction({ redacts: '!d' }), rulesOf('11'))).toBeUndefined();
    expect(redactsOf(pduOf('m.room.message', { redacts: '$d' }), rulesOf('11'))).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { eventIdOf, graphEdge } from '../build-event/event-hashes.js';
import type { Pdu } from '../content/pdu.js';
import { ROOM_VERSIONS, roomVersionRules } from '../room-versions/room-versions.js';
import { judgeByAuthEvents } from './judge-by-auth-events.js';

const VERSIONS = ROOM_VERSIONS.map(({ version }) => version);

/** A room with its create event, the founder's join and a message, all in the format of the version. */
function roomOf(version: string) {
  const rules = roomVersionRules(version)!;
  const make = (name: string, change: Partial<Pdu>): Pdu => ({
    ...(rules.eventIds === 'member' && { event_id: `$${name}:domain` }),
    type: 'm.room.message',
    sender: '@u:domain',
    content: {},
    origin_server_ts: 1,
    depth: 1,
    prev_events: [],
    auth_events: [],
    hashes: { sha256: '' },
    signatures: {},
    ...change,
  });
  const edge = (pdu: Pdu) => graphEdge(eventIdOf(pdu, rules), pdu, rules);
  const content = { creator: '@u:domain', room_version: version };
  const room = rules.roomIdIsCreateEventId ? {} : { room_id: '!r:domain' };
  const create = make('c', { ...room, type: 'm.room.create', state_key: '', content });
  const room_id = rules.roomIdIsCreateEventId ? `!${eventIdOf(create, rules).slice(1)}` : '!r:domain';
  const named = rules.createInAuthEvents ? [create] : [];
  const join = make('j', {
    room_id,
    type: 'm.room.member',
    state_key: '@u:domain',
    content: { membership: 'join' },
    prev_events: [edge(create)],
    auth_events: named.map(edge),
  });
  const message = make('m', { room_id, prev_events: [edge(join)], auth_events: [...named, join].map(edge) });
  return { rules, create, join, message, named, edge };
}

const accepted = (pdu: Pdu) => ({ pdu, rejected: false });

describe.each(VERSIONS)('the check by auth events in version %s', (version) => {
  const { rules, create, join, message, named, edge } = roomOf(version);
  const whole = [...named, join].map(accepted);
  const bound = rules.createInAuthEvents ? {} : { create };

  it('allows the create event, the founder and what the founder says', () => {
    expect(judgeByAuthEvents({ pdu: create, authEvents: [] }, rules)).toEqual({ allowed: true });
    expect(judgeByAuthEvents({ pdu: join, authEvents: named.map(accepted), ...bound }, rules)).toEqual({
      allowed: true,
    });
    expect(judgeByAuthEvents({ pdu: message, authEvents: whole, ...bound }, rules)).toEqual({ allowed: true });
  });

  it('rejects by the state that the auth events make', () => {
    const verdict = judgeByAuthEvents({ pdu: message, authEvents: named.map(accepted), ...bound }, rules);
    expect(verdict).toMatchObject({ allowed: false, reason: 'The sender is not in the room' });
  });

  it('rejects when an auth event was rejected or is named twice', () => {
    const rejected = whole.map((entry) => ({ ...entry, rejected: true }));
    const rule = rules.createInAuthEvents ? '2' : '3';
    const page = `rooms/v${version}#authorisation-rules`;
    expect(judgeByAuthEvents({ pdu: message, authEvents: rejected, ...bound }, rules)).toMatchObject({
      rule: `${page} ${rule}.3`,
    });
    const twice = { ...message, auth_events: [...message.auth_events, edge(join)] };
    expect(judgeByAuthEvents({ pdu: twice, authEvents: whole, ...bound }, rules)).toMatchObject({
      rule: `${page} ${rule}.1`,
    });
  });

  it('takes no other event for the one that makes the room', () => {
    const elsewhere = { ...message, room_id: `!${eventIdOf(join, rules).slice(1)}`, auth_events: [] };
    const verdict = judgeByAuthEvents({ pdu: elsewhere, authEvents: [], create: join }, rules);
    const rule = rules.roomIdIsCreateEventId ? '2' : '2.4';
    expect(verdict).toMatchObject({ allowed: false, rule: `rooms/v${version}#authorisation-rules ${rule}` });
  });

  it('rejects without the create event, in version 12 without that of its own room', () => {
    expect(judgeByAuthEvents({ pdu: message, authEvents: [accepted(join)] }, rules)).toMatchObject({ allowed: false });
    const other = { ...create, origin_server_ts: 2 };
    const authEvents = rules.createInAuthEvents ? [accepted(join)] : whole;
    expect(judgeByAuthEvents({ pdu: message, authEvents, create: other }, rules)).toMatchObject({ allowed: false });
    expect(judgeByAuthEvents({ pdu: message, authEvents, create: join }, rules)).toMatchObject({ allowed: false });
  });
});

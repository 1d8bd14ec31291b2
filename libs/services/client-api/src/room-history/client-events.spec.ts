import type { RoomId } from '@chappe/events';
import { ManualClock } from '@chappe/runtime';
import { describe, expect, it } from 'vitest';
import { ALICE } from '../fixtures/endpoint-request.js';
import { json, storedEvent } from '../fixtures/stored-event.js';
import { ClientEvents } from './client-events.js';
import { EVENTS_PER_TURN } from './room-history.limits.js';

const roomId = '!room:example.org' as RoomId;
const reader = { roomId, requester: ALICE };
const clock = new ManualClock(5_000);
const events = new ClientEvents(clock);
const shown = (...stored: Parameters<typeof storedEvent>) => JSON.parse(events.event(storedEvent(...stored), reader));
const member = { type: 'm.room.member', state_key: '@alice:example.org', content: { membership: 'join' } };
const replaced = {
  replacedEventId: '$before',
  replacedSender: '@bob:example.org',
  replacedContent: json({ membership: 'invite' }),
};

describe('a stored event for a client', () => {
  it('has the room event format: nothing of the federation format, no unsigned of its own', () => {
    expect(shown()).toEqual({
      type: 'm.room.message',
      content: { body: 'hello' },
      sender: '@alice:example.org',
      event_id: '$event',
      origin_server_ts: 1_000,
      room_id: roomId,
      unsigned: { age: 4_000, membership: 'join' },
    });
  });

  it('names the room of a create event that has no room_id', () => {
    const create = { type: 'm.room.create', state_key: '', room_id: null };
    expect(shown(create)).toMatchObject({ room_id: roomId, state_key: '' });
  });

  it.each([
    { txnDeviceId: 'PHONE', sender: '@alice:example.org', expected: 'm1' },
    { txnDeviceId: 'LAPTOP', sender: '@alice:example.org', expected: undefined },
    { txnDeviceId: 'PHONE', sender: '@bob:example.org', expected: undefined },
  ])('gives transaction_id $expected to PHONE of Alice for $txnDeviceId of $sender', (sent) => {
    const { unsigned } = shown({ sender: sent.sender }, { txnId: 'm1', txnDeviceId: sent.txnDeviceId });
    expect(unsigned.transaction_id).toBe(sent.expected);
  });

  it('leaves membership out when it is not known', () => {
    expect(shown({}, { requesterMembership: '' }).unsigned).toEqual({ age: 4_000 });
  });

  it('shows what a state event replaced', () => {
    expect(shown({ type: 'm.room.name', state_key: '' }, replaced).unsigned).toMatchObject({
      replaces_state: '$before',
      prev_sender: '@bob:example.org',
      prev_content: { membership: 'invite' },
    });
  });

  it.each([
    { ...replaced, requesterMembership: 'leave' },
    { ...replaced, replacedContent: Buffer.alloc(0) },
  ])('only names what a state event replaced when the reader was not in the room or it is withheld', (stored) => {
    const { unsigned } = shown({ type: 'm.room.name', state_key: '' }, stored);
    expect(unsigned).toMatchObject({ replaces_state: '$before' });
    expect(unsigned).not.toHaveProperty('prev_content');
    expect(unsigned).not.toHaveProperty('prev_sender');
  });

  it("shows what the reader's own member event replaced when that made him leave", () => {
    const left = { ...replaced, requesterMembership: 'leave' };
    expect(shown(member, left).unsigned.prev_content).toEqual({ membership: 'invite' });
  });

  it('shows the redaction of a redacted event in client format', () => {
    const redaction = {
      type: 'm.room.redaction',
      sender: '@mod:example.org',
      content: { reason: 'spam', redacts: '$event' },
      origin_server_ts: 4_500,
    };
    const { unsigned } = shown({ content: {} }, { redactionEventId: '$r', redactionPdu: json(redaction) });
    expect(unsigned.redacted_because).toEqual({
      ...redaction,
      event_id: '$r',
      redacts: '$event',
      room_id: roomId,
      unsigned: { age: 500 },
    });
  });
});

describe('an event of the state for a client', () => {
  const state = (...stored: Parameters<typeof storedEvent>) => JSON.parse(events.state(storedEvent(...stored), reader));

  it('names what it replaced without showing it', () => {
    const { unsigned } = state({ type: 'm.room.name', state_key: '' }, replaced);
    expect(unsigned).toMatchObject({ replaces_state: '$before' });
    expect(unsigned).not.toHaveProperty('prev_content');
  });

  it("shows what the reader's own member event replaced", () => {
    expect(state(member, replaced).unsigned).toMatchObject({ prev_content: { membership: 'invite' } });
    expect(state({ ...member, state_key: '@bob:example.org' }, replaced).unsigned).not.toHaveProperty('prev_content');
  });
});

describe('a list of events for a client', () => {
  it('is an array in the same order', async () => {
    const list = [storedEvent({}, { eventId: '$1' }), storedEvent({}, { eventId: '$2' })];
    const ids = (JSON.parse(await events.events(list, reader)) as { event_id: string }[]).map((each) => each.event_id);
    expect(ids).toEqual(['$1', '$2']);
    expect(await events.states([], reader)).toBe('[]');
  });

  it('lets others have their turn while a long one is written', async () => {
    const list = Array.from({ length: EVENTS_PER_TURN + 1 }, () => storedEvent());
    let isWritten = false;
    const written = events.states(list, reader).then((text) => {
      isWritten = true;
      return text;
    });
    await Promise.resolve();
    expect(isWritten).toBe(false);
    await clock.advance(0);
    expect(JSON.parse(await written)).toHaveLength(EVENTS_PER_TURN + 1);
  });
});

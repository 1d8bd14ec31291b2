import type { ToDeviceMessage } from '@chappe/contracts';
import { describe, expect, it } from 'vitest';
import type { GivenEvent } from '../select/rooms/given-event.js';
import { UnsignedAccess } from '../select/rooms/unsigned-access.js';
import type { JoinedRoomDelta, LeftRoomDelta, SyncDelta } from '../select/sync-delta.js';
import { AnswerV3 } from './answer-v3.js';
import type { AnswerFormat } from './render-room.js';

const ALICE = '@alice:x';
const FORMAT: AnswerFormat = { nowMs: 1_100, eventFields: undefined, stateNames: ['state'] };
const REST: SyncDelta = {
  nextBatch: { generation: 0, room: [], user: 0, typing: 0, instance: 0, typingRooms: [] },
  accountData: [],
  toDevice: [],
  deviceLists: undefined,
  keyCounts: { oneTimeKeys: {}, unusedFallbackKeyTypes: [] },
  isEmpty: false,
  isComplete: true,
};

function given(event: Partial<GivenEvent> = {}): GivenEvent {
  const { eventId = '$e', sender = ALICE } = event;
  return {
    eventId,
    type: 'm.room.message',
    position: 1,
    erasedAt: 0,
    sender,
    stateKey: undefined,
    membership: undefined,
    originServerTs: 1_000,
    txnId: '',
    txnDeviceId: '',
    replaced: undefined,
    redaction: undefined,
    previous: undefined,
    prefix: `{"event_id":"${eventId}"`,
    ...event,
  };
}

function joined(room: Partial<JoinedRoomDelta> = {}): JoinedRoomDelta {
  return {
    kind: 'joined',
    roomId: '!r:x',
    summary: undefined,
    timeline: { events: [], limited: false, prevBatch: 'p0' },
    state: [],
    receipts: [],
    typing: undefined,
    accountData: [],
    unsigned: new UnsignedAccess({ userId: ALICE, deviceId: 'A', joinedAt: 5 }),
    ...room,
  };
}

function write(rooms: Parameters<AnswerV3['room']>[0][], rest: Partial<SyncDelta> = {}, format = FORMAT): unknown {
  const answer = new AnswerV3(format);
  for (const room of rooms) answer.room(room);
  return JSON.parse(answer.end({ ...REST, ...rest }, 's1'));
}

// client-server-api, GET /sync
describe('AnswerV3', () => {
  it('writes an answer without rooms', () => {
    const message = { event: Buffer.from('{"type":"m.x"}') } as ToDeviceMessage;
    const deviceLists = { changed: ['@b:x'], left: [] };
    expect(write([], { toDevice: [message], deviceLists })).toEqual({
      next_batch: 's1',
      account_data: { events: [] },
      to_device: { events: [{ type: 'm.x' }] },
      device_lists: deviceLists,
      device_one_time_keys_count: { signed_curve25519: 0 },
      device_unused_fallback_key_types: [],
      'org.matrix.msc2732.device_unused_fallback_key_types': [],
      rooms: { join: {}, invite: {}, knock: {}, leave: {} },
    });
  });

  it('puts each room into its section', () => {
    const { kind: _, ...inside } = joined({ roomId: '!left:x' });
    const left: LeftRoomDelta = { ...inside, kind: 'left' };
    const stripped = { state: [given({ prefix: '{"type":"m.room.name","content":{"name":"n"},"depth":3' })] };
    const rooms = [
      joined(),
      left,
      { kind: 'invited' as const, roomId: '!invited:x', ...stripped },
      { kind: 'knocked' as const, roomId: '!knocked:x', ...stripped },
    ];
    const timeline = { events: [], limited: false, prev_batch: 'p0' };
    const none = { events: [] };
    const name = { events: [{ type: 'm.room.name', content: { name: 'n' } }] };
    expect(write(rooms)).toMatchObject({
      rooms: {
        join: { '!r:x': { state: none, timeline, ephemeral: none, account_data: none } },
        leave: { '!left:x': { state: none, timeline, account_data: none } },
        invite: { '!invited:x': { invite_state: name } },
        knock: { '!knocked:x': { knock_state: name } },
      },
    });
  });

  it('writes of a room what it is given', () => {
    const room = joined({
      summary: { heroes: ['@b:x'], joinedCount: 2, invitedCount: 1 },
      timeline: { events: [{ event: given(), membership: 'join', isOpen: true }], limited: true, prevBatch: 'p1' },
      state: [given({ eventId: '$s' })],
      typing: ['@b:x'],
    });
    expect(write([room], {}, { ...FORMAT, stateNames: ['state_after', 'x.state_after'] })).toMatchObject({
      rooms: {
        join: {
          '!r:x': {
            summary: { 'm.heroes': ['@b:x'], 'm.joined_member_count': 2, 'm.invited_member_count': 1 },
            state_after: { events: [{ event_id: '$s', unsigned: { age: 100 } }] },
            'x.state_after': { events: [{ event_id: '$s', unsigned: { age: 100 } }] },
            timeline: {
              events: [{ event_id: '$e', unsigned: { age: 100, membership: 'join' } }],
              limited: true,
              prev_batch: 'p1',
            },
            ephemeral: { events: [{ type: 'm.typing', content: { user_ids: ['@b:x'] } }] },
          },
        },
      },
    });
  });

  it.each([
    { is: 'its own device', txnDeviceId: 'A', transaction_id: 'm1' },
    { is: 'another device', txnDeviceId: 'B', transaction_id: undefined },
  ])('tells the transaction ID when the sender is $is', ({ txnDeviceId, transaction_id }) => {
    const event = given({ txnId: 'm1', txnDeviceId });
    const timeline = { events: [{ event, membership: 'join' as const, isOpen: true }], limited: false, prevBatch: '' };
    const answer = write([joined({ timeline })]) as { rooms: { join: Record<string, JoinedJson> } };
    expect(answer.rooms.join['!r:x']?.timeline.events[0]?.unsigned.transaction_id).toBe(transaction_id);
  });

  it.each([
    { what: 'shows', position: 5, prev_content: { name: 'old' } },
    { what: 'names only', position: 4, prev_content: undefined },
  ])('$what what an event replaced at position $position of a stay that began at 5', ({ position, prev_content }) => {
    const replaced = { eventId: '$old', sender: ALICE, content: '{"name":"old"}', erasedAt: 0 };
    const event = given({ stateKey: '', replaced, previous: { position } });
    const timeline = { events: [{ event, membership: 'join' as const, isOpen: false }], limited: false, prevBatch: '' };
    const answer = write([joined({ timeline })]) as { rooms: { join: Record<string, JoinedJson> } };
    const { unsigned } = answer.rooms.join['!r:x']?.timeline.events[0] ?? {};
    expect(unsigned).toMatchObject({ replaces_state: '$old' });
    expect(unsigned?.prev_content).toEqual(prev_content);
  });
});

interface JoinedJson {
  readonly timeline: { readonly events: { readonly unsigned: Record<string, unknown> }[] };
}

import type { SendEventRequest } from '@chappe/contracts';
import type { EventId, RoomId } from '@chappe/events';
import { redactEvent, sendEvent, setRoomState } from '@chappe/matrix-api';
import { beforeEach, describe, expect, it } from 'vitest';
import { ALICE, requestOf } from '../fixtures/endpoint-request.js';
import type { MemberState } from '../room-membership/member-state.js';
import { RoomEventsEndpoints } from './room-events.endpoints.js';

const roomId = '!room:example.org' as RoomId;

describe('sending an event', () => {
  let sent: SendEventRequest[];
  let endpoints: RoomEventsEndpoints;
  beforeEach(() => {
    sent = [];
    endpoints = new RoomEventsEndpoints({} as MemberState, {
      sendEvent: (request) => {
        sent.push(request);
        return Promise.resolve({ eventId: '$sent' });
      },
    });
  });

  it('hands the content on as canonical JSON, with the transaction of the device', async () => {
    const params = { roomId, eventType: 'm.room.message', txnId: 'm1' };
    const request = requestOf(sendEvent, { params, body: { b: 'é\u0000', a: 1 } });
    expect(await endpoints.sendEvent(request)).toEqual({ event_id: '$sent' });
    expect(sent).toEqual([
      {
        roomId,
        sender: ALICE.userId,
        deviceId: 'PHONE',
        eventType: 'm.room.message',
        stateKey: undefined,
        content: Buffer.from('{"a":1,"b":"é\\u0000"}'),
        txnId: 'm1',
        redacts: '',
      },
    ]);
  });

  it('sets state without a transaction, also under the empty state key', async () => {
    const params = { roomId, eventType: 'm.room.name', stateKey: '' };
    await endpoints.setRoomState(requestOf(setRoomState, { params, body: { name: 'x' } }));
    expect(sent).toMatchObject([{ stateKey: '', txnId: '', eventType: 'm.room.name' }]);
  });

  it('redacts with nothing but the reason', async () => {
    const params = { roomId, eventId: '$bad' as EventId, txnId: 'r1' };
    const body = { reason: 'spam', redacts: '$other' };
    await endpoints.redactEvent(requestOf(redactEvent, { params, body }));
    expect(sent).toMatchObject([{ eventType: 'm.room.redaction', redacts: '$bad', txnId: 'r1' }]);
    expect(sent[0]?.content.toString()).toBe('{"reason":"spam"}');
    await endpoints.redactEvent(requestOf(redactEvent, { params }));
    expect(sent[1]?.content.toString()).toBe('{}');
  });

  const tooLong = 'é'.repeat(128);
  it.each([
    [{ eventType: '' }, 'M_INVALID_PARAM', 400],
    [{ eventType: tooLong }, 'M_TOO_LARGE', 413],
    [{ txnId: '' }, 'M_INVALID_PARAM', 400],
    [{ txnId: tooLong }, 'M_INVALID_PARAM', 400],
  ])('refuses a message with %j: %s', async (named, errcode, status) => {
    const params = { roomId, eventType: 'm.x', txnId: 'm1', ...named };
    await expect(endpoints.sendEvent(requestOf(sendEvent, { params }))).rejects.toMatchObject({ errcode, status });
    expect(sent).toEqual([]);
  });

  it.each([
    [{ eventType: '' }, 'M_INVALID_PARAM', 400],
    [{ eventType: tooLong }, 'M_TOO_LARGE', 413],
    [{ stateKey: tooLong }, 'M_TOO_LARGE', 413],
  ])('refuses state with %j: %s', async (named, errcode, status) => {
    const params = { roomId, eventType: 'm.x', stateKey: '', ...named };
    await expect(endpoints.setRoomState(requestOf(setRoomState, { params }))).rejects.toMatchObject({
      errcode,
      status,
    });
    expect(sent).toEqual([]);
  });

  it('takes names of 255 bytes', async () => {
    const longest = 'x'.repeat(255);
    await endpoints.sendEvent(requestOf(sendEvent, { params: { roomId, eventType: longest, txnId: longest } }));
    await endpoints.setRoomState(
      requestOf(setRoomState, { params: { roomId, eventType: longest, stateKey: longest } }),
    );
    expect(sent).toHaveLength(2);
  });
});

import type { SendEventRequest } from '@chappe/contracts';
import type { EventId, RoomId } from '@chappe/events';
import { redactEvent, sendEvent, setRoomState } from '@chappe/matrix-api';
import { beforeEach, describe, expect, it } from 'vitest';
import { ALICE, requestOf } from '../fixtures/endpoint-request.js';
import type { MemberState } from '../room-membership/member-state.js';
import { RedactEventEndpoint } from './redact-event.endpoint.js';
import { SendEventEndpoint } from './send-event.endpoint.js';
import { SetRoomStateEndpoint } from './set-room-state.endpoint.js';
import { RoomEvents } from './room-events.js';

const roomId = '!room:example.org' as RoomId;

describe('sending an event', () => {
  let sent: SendEventRequest[];
  let events: RoomEvents;
  beforeEach(() => {
    sent = [];
    events = new RoomEvents({
      sendEvent: (request) => {
        sent.push(request);
        return Promise.resolve({ eventId: '$sent' });
      },
    });
  });

  it('hands the content on as canonical JSON, with the transaction of the device', async () => {
    const params = { roomId, eventType: 'm.room.message', txnId: 'm1' };
    const request = requestOf(sendEvent, { params, body: { b: 'é\u0000', a: 1 } });
    expect(await new SendEventEndpoint(events).handle(request)).toEqual({ event_id: '$sent' });
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
    const endpoint = new SetRoomStateEndpoint(events, {} as MemberState);
    const params = { roomId, eventType: 'm.room.name', stateKey: '' };
    await endpoint.handle(requestOf(setRoomState, { params, body: { name: 'x' } }));
    expect(sent).toMatchObject([{ stateKey: '', txnId: '', eventType: 'm.room.name' }]);
  });

  it('redacts with nothing but the reason', async () => {
    const params = { roomId, eventId: '$bad' as EventId, txnId: 'r1' };
    const body = { reason: 'spam', redacts: '$other' };
    await new RedactEventEndpoint(events).handle(requestOf(redactEvent, { params, body }));
    expect(sent).toMatchObject([{ eventType: 'm.room.redaction', redacts: '$bad', txnId: 'r1' }]);
    expect(sent[0]?.content.toString()).toBe('{"reason":"spam"}');
    await new RedactEventEndpoint(events).handle(requestOf(redactEvent, { params }));
    expect(sent[1]?.content.toString()).toBe('{}');
  });

  const tooLong = 'é'.repeat(128);
  it.each([
    [{ type: '' }, 'M_INVALID_PARAM', 400],
    [{ type: tooLong }, 'M_TOO_LARGE', 413],
    [{ type: 'm.x', stateKey: tooLong }, 'M_TOO_LARGE', 413],
    [{ type: 'm.x', txnId: '' }, 'M_INVALID_PARAM', 400],
    [{ type: 'm.x', txnId: tooLong }, 'M_INVALID_PARAM', 400],
  ])('refuses %j with %s', async (wanted, errcode, status) => {
    await expect(events.send({ roomId, content: {}, ...wanted }, ALICE)).rejects.toMatchObject({ errcode, status });
    expect(sent).toEqual([]);
  });

  it('takes names of 255 bytes', async () => {
    const longest = 'x'.repeat(255);
    await events.send({ roomId, content: {}, type: longest, stateKey: longest, txnId: longest }, ALICE);
    expect(sent).toHaveLength(1);
  });
});

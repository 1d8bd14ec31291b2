import type { GetStateRequest, StoredEvent } from '@chappe/contracts';
import type { RawJson } from '@chappe/http';
import { getRoomState, getRoomStateEvent } from '@chappe/matrix-api';
import { ManualClock } from '@chappe/runtime';
import { describe, expect, it } from 'vitest';
import { contactPreferencesOf } from '../fixtures/contact-preferences-of.js';
import { ALICE, requestOf } from '../fixtures/endpoint-request.js';
import { storedEvent } from '../fixtures/stored-event.js';
import type { RoomService } from '../room-service.js';
import { ClientEvents } from './client-events.js';
import { PageTokens } from './page-tokens.js';
import { RoomHistoryEndpoints } from './room-history.endpoints.js';

const roomId = '!room:example.org';
const name = storedEvent({ type: 'm.room.name', state_key: '', content: { name: 'x' } });

function setUp(events: StoredEvent[]) {
  const asked: GetStateRequest[] = [];
  const rooms = {
    getState: (request: GetStateRequest) => {
      asked.push(request);
      return Promise.resolve({ events });
    },
  };
  const endpoints = new RoomHistoryEndpoints(
    rooms as Partial<RoomService> as RoomService,
    new PageTokens({ partitionCount: 1 }),
    new ClientEvents(new ManualClock()),
    contactPreferencesOf({}),
  );
  const one = async (query = {}) => {
    const params = { roomId, eventType: 'm.room.name', stateKey: '' };
    const answer = (await endpoints.getRoomStateEvent(requestOf(getRoomStateEvent, { params, query }))) as RawJson;
    return JSON.parse(answer.json.toString());
  };
  const all = async () => {
    const answer = (await endpoints.getRoomState(requestOf(getRoomState, { params: { roomId } }))) as RawJson;
    return JSON.parse(answer.json.toString());
  };
  return { asked, one, all };
}

describe('GET /state', () => {
  it('gives the whole state as events', async () => {
    const { all, asked } = setUp([name, name]);
    expect(await all()).toMatchObject([{ type: 'm.room.name', room_id: roomId }, { state_key: '' }]);
    expect(asked).toEqual([{ roomId, requester: ALICE.userId }]);
  });

  it('gives the content of one event, or with format=event the whole event', async () => {
    const { one, asked } = setUp([name]);
    expect(await one()).toEqual({ name: 'x' });
    expect(await one({ format: 'content' })).toEqual({ name: 'x' });
    expect(await one({ format: 'event' })).toMatchObject({ event_id: '$event', content: { name: 'x' } });
    expect(asked[0]).toMatchObject({ eventType: 'm.room.name', stateKey: '' });
  });

  it('is M_NOT_FOUND for a slot that is empty', async () => {
    await expect(setUp([]).one()).rejects.toMatchObject({ errcode: 'M_NOT_FOUND' });
  });
});

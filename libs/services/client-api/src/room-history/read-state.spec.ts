import type { FindStateRequest, GetStateRequest, StoredEvent } from '@chappe/contracts';
import { StreamedJson } from '@chappe/http';
import { getRoomState, getRoomStateEvent } from '@chappe/matrix-api';
import { describe, expect, it } from 'vitest';
import { ALICE, requestOf } from '../fixtures/endpoint-request.js';
import { jsonOf, PagedState, roomHistoryEndpoints } from '../fixtures/room-history-endpoints.js';
import { storedEvent } from '../fixtures/stored-event.js';

const roomId = '!room:example.org';
const name = storedEvent({ type: 'm.room.name', state_key: '', content: { name: 'x' } });

function setUp(events: StoredEvent[], pageEvents?: number) {
  const asked: (GetStateRequest | FindStateRequest)[] = [];
  const state = new PagedState(events, pageEvents);
  const endpoints = roomHistoryEndpoints({
    getState: (request) => {
      asked.push(request);
      return Promise.resolve({ events });
    },
    findState: (request) => {
      asked.push(request);
      return Promise.resolve({ root: 'root', showsRedactions: true, requesterJoined: true });
    },
    readState: state.readState,
  });
  const one = async (query = {}) => {
    const params = { roomId, eventType: 'm.room.name', stateKey: '' };
    return jsonOf(await endpoints.getRoomStateEvent(requestOf(getRoomStateEvent, { params, query })));
  };
  const ask = () => endpoints.getRoomState(requestOf(getRoomState, { params: { roomId } }));
  return { asked, state, one, ask };
}

describe('GET /state', () => {
  it.each([1, 2, 3])('gives the whole state as events, with %i to a page', async (pageEvents) => {
    const { ask, asked, state } = setUp([name, name, name], pageEvents);
    expect(await jsonOf(await ask())).toMatchObject([{ type: 'm.room.name', room_id: roomId }, { state_key: '' }, {}]);
    expect(asked).toEqual([{ roomId, requester: ALICE.userId }]);
    expect(state.asked[0]).toMatchObject({ roomId, root: 'root', withRedactions: true });
  });

  it('is an empty list before anything happened', async () => {
    expect(await jsonOf(await setUp([]).ask())).toEqual([]);
  });

  it('has one page of a large state in memory, and one that waits for the client', async () => {
    const { ask, state } = setUp(
      Array.from({ length: 50 }, () => name),
      1,
    );
    const answer = await ask();
    if (!(answer instanceof StreamedJson)) throw new Error('a large state is not sent at once');
    const chunks = answer.body.iterator() as AsyncIterator<string>;
    await chunks.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(state.asked.length).toBeLessThanOrEqual(4);
    answer.body.destroy();
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

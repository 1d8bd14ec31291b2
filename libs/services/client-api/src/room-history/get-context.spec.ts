import { encodeTimelinePoint, type GetContextRequest, type GetContextResponse } from '@chappe/contracts';
import type { EventId, RoomId } from '@chappe/events';
import { getContext } from '@chappe/matrix-api';
import { describe, expect, it } from 'vitest';
import { requestOf } from '../fixtures/endpoint-request.js';
import { jsonOf, PagedState, roomHistoryEndpoints } from '../fixtures/room-history-endpoints.js';
import { storedEvent } from '../fixtures/stored-event.js';

const params = { roomId: '!room:example.org' as RoomId, eventId: '$event' as EventId };
const NOTHING: GetContextResponse = {
  event: undefined,
  eventsBefore: [],
  eventsAfter: [],
  state: [],
  start: undefined,
  end: undefined,
  stateRoot: 'root',
  passed: 0,
};

async function ask(response: Partial<GetContextResponse>, query = {}, state = new PagedState([])) {
  const asked: GetContextRequest[] = [];
  const rooms = {
    getContext: (request: GetContextRequest) => {
      asked.push(request);
      return Promise.resolve({ ...NOTHING, ...response });
    },
    readState: state.readState,
  };
  const answer = await roomHistoryEndpoints(rooms).getContext(requestOf(getContext, { params, query }));
  return { question: asked[0], answer: await jsonOf(answer) };
}

describe('GET /context', () => {
  it('shows the event, what is around it and the state', async () => {
    const point = { depth: 3, position: 30 };
    const state = new PagedState([storedEvent({ type: 'm.room.name', state_key: '' }, { eventId: '$name' })]);
    const around = {
      event: storedEvent(),
      eventsBefore: [storedEvent({}, { eventId: '$2' }), storedEvent({}, { eventId: '$1' })],
      eventsAfter: [storedEvent({ sender: '@carol:example.org' }, { eventId: '$4' })],
      start: point,
      end: point,
    };
    const { question, answer } = await ask(around, { filter: '{"lazy_load_members":true}' }, state);
    expect(question).toMatchObject({ ...params, limit: 10, stateInPages: true });
    const [asked] = state.asked;
    expect(asked).toMatchObject({ roomId: params.roomId, root: 'root', withRedactions: false });
    expect(asked?.part?.members).toContain('@carol:example.org');
    expect(String(asked?.part?.filter)).toBe('{"lazy_load_members":true}');
    expect(answer).toMatchObject({
      event: { event_id: '$event' },
      events_before: [{ event_id: '$2' }, { event_id: '$1' }],
      events_after: [{ event_id: '$4' }],
      state: [{ event_id: '$name' }],
      start: encodeTimelinePoint({ generation: 0, ...point }),
      end: encodeTimelinePoint({ generation: 0, ...point }),
    });
  });

  it('shows the event alone for limit 0', async () => {
    const { question, answer } = await ask({ event: storedEvent() }, { limit: 0 });
    expect(question?.limit).toBe(0);
    expect(answer).toMatchObject({ events_before: [], events_after: [], state: [] });
  });

  it('is M_NOT_FOUND without the event', async () => {
    await expect(ask({})).rejects.toMatchObject({ errcode: 'M_NOT_FOUND' });
  });
});

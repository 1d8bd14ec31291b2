import { encodeTimelinePoint, type GetContextRequest, type GetContextResponse } from '@chappe/contracts';
import type { EventId, RoomId } from '@chappe/events';
import type { RawJson } from '@chappe/http';
import { getContext } from '@chappe/matrix-api';
import { ManualClock } from '@chappe/runtime';
import { describe, expect, it } from 'vitest';
import { contactPreferencesOf } from '../fixtures/contact-preferences-of.js';
import { requestOf } from '../fixtures/endpoint-request.js';
import { storedEvent } from '../fixtures/stored-event.js';
import type { RoomService } from '../room-service.js';
import { ClientEvents } from './client-events.js';
import { PageTokens } from './page-tokens.js';
import { RoomHistoryEndpoints } from './room-history.endpoints.js';

const NOBODY_IGNORED = contactPreferencesOf({});
const params = { roomId: '!room:example.org' as RoomId, eventId: '$event' as EventId };
const NOTHING: GetContextResponse = {
  event: undefined,
  eventsBefore: [],
  eventsAfter: [],
  state: [],
  start: undefined,
  end: undefined,
};

async function ask(response: Partial<GetContextResponse>, query = {}) {
  const asked: GetContextRequest[] = [];
  const rooms = {
    getContext: (request: GetContextRequest) => {
      asked.push(request);
      return Promise.resolve({ ...NOTHING, ...response });
    },
  };
  const events = new ClientEvents(new ManualClock());
  const tokens = new PageTokens({ partitionCount: 1 });
  const endpoints = new RoomHistoryEndpoints(
    rooms as Partial<RoomService> as RoomService,
    tokens,
    events,
    NOBODY_IGNORED,
  );
  const answer = (await endpoints.getContext(requestOf(getContext, { params, query }))) as RawJson;
  return { question: asked[0], answer: JSON.parse(answer.json.toString()) };
}

describe('GET /context', () => {
  it('shows the event, what is around it and the state', async () => {
    const point = { depth: 3, position: 30 };
    const { question, answer } = await ask({
      event: storedEvent(),
      eventsBefore: [storedEvent({}, { eventId: '$2' }), storedEvent({}, { eventId: '$1' })],
      eventsAfter: [storedEvent({}, { eventId: '$4' })],
      state: [storedEvent({ type: 'm.room.name', state_key: '' }, { eventId: '$name' })],
      start: point,
      end: point,
    });
    expect(question).toMatchObject({ ...params, limit: 10 });
    expect(answer).toMatchObject({
      event: { event_id: '$event' },
      events_before: [{ event_id: '$2' }, { event_id: '$1' }],
      events_after: [{ event_id: '$4' }],
      state: [{ event_id: '$name' }],
      start: encodeTimelinePoint(point),
      end: encodeTimelinePoint(point),
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

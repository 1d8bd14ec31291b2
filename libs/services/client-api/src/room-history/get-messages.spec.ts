import { Direction, encodeSyncToken, encodeTimelinePoint, type GetMessagesRequest } from '@chappe/contracts';
import type { RoomId } from '@chappe/events';
import type { RawJson } from '@chappe/http';
import { getMessages } from '@chappe/matrix-api';
import { describe, expect, it } from 'vitest';
import { ALICE, requestOf } from '../fixtures/endpoint-request.js';
import { roomHistoryEndpoints } from '../fixtures/room-history-endpoints.js';
import { storedEvent } from '../fixtures/stored-event.js';

const roomId = '!room:example.org' as RoomId;
const [start, end] = [
  { depth: 9, position: 90 },
  { depth: 5, position: 50 },
];

function tokenOf(point: { readonly depth: number; readonly position: number }): string {
  return encodeTimelinePoint({ generation: 0, ...point });
}

interface Page {
  readonly end?: typeof end;
  readonly state?: object[];
  readonly passed?: number;
}

async function ask(query: Record<string, unknown>, page: Page = { end }) {
  const asked: GetMessagesRequest[] = [];
  const costs: number[] = [];
  const rooms = {
    getMessages: (request: GetMessagesRequest) => {
      asked.push(request);
      const state = page.state === undefined ? [] : [storedEvent({ type: 'm.room.member', state_key: '@a:b' })];
      return Promise.resolve({ chunk: [storedEvent()], state, start, end: page.end, passed: page.passed ?? 0 });
    },
  };
  const endpoints = roomHistoryEndpoints(rooms);
  const request = requestOf(getMessages, { params: { roomId }, query });
  const answer = await endpoints.getMessages({ ...request, costs: (points) => void costs.push(points) });
  return { question: asked[0], answer: JSON.parse((answer as RawJson).json.toString()), costs };
}

describe('GET /messages', () => {
  it('asks from the end that the direction starts from when there is no token', async () => {
    const { question, answer } = await ask({ dir: 'b' });
    expect(question).toEqual({
      roomId,
      requester: ALICE.userId,
      direction: Direction.DIRECTION_BACKWARD,
      from: undefined,
      fromPosition: undefined,
      to: undefined,
      toPosition: undefined,
      limit: 10,
      filter: Buffer.alloc(0),
    });
    expect(answer).toMatchObject({ start: tokenOf(start), end: tokenOf(end) });
    expect(answer.chunk).toHaveLength(1);
  });

  it('costs more the more events were looked at for nothing', async () => {
    const costsOf = async (passed: number) => (await ask({ dir: 'b' }, { end, passed })).costs;
    expect([await costsOf(0), await costsOf(39), await costsOf(40), await costsOf(5_000)]).toEqual([
      [0],
      [0],
      [1],
      [125],
    ]);
  });

  it('takes tokens of both kinds and repeats from as start', async () => {
    const from = tokenOf({ depth: 1, position: 2 });
    const to = encodeSyncToken({ generation: 0, room: [40], user: 1, typing: 0, instance: 0, typingRooms: [] });
    const { question, answer } = await ask({ dir: 'f', from, to });
    expect(question).toMatchObject({ direction: Direction.DIRECTION_FORWARD, toPosition: 40, to: undefined });
    expect(question).toMatchObject({ from: { depth: 1, position: 2 }, fromPosition: undefined });
    expect(answer.start).toBe(from);
  });

  it('leaves end out when nothing is left, and state when there is none', async () => {
    const { answer } = await ask({ dir: 'b' }, {});
    expect(Object.keys(answer)).toEqual(['start', 'chunk']);
  });

  it('gives the members that the filter asks for', async () => {
    const { answer } = await ask({ dir: 'b', filter: '{"lazy_load_members":true}' }, { end, state: [{}] });
    expect(answer.state).toMatchObject([{ type: 'm.room.member', state_key: '@a:b', room_id: roomId }]);
  });

  it.each([{ from: 'garbage' }, { to: 'garbage' }, { filter: '{' }])('refuses %j', async (query) => {
    await expect(ask({ dir: 'b', ...query })).rejects.toMatchObject({ errcode: 'M_INVALID_PARAM', status: 400 });
  });
});

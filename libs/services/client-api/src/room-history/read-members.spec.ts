import { encodeTimelinePoint, type GetMembersRequest } from '@chappe/contracts';
import type { RawJson } from '@chappe/http';
import { getJoinedMembers, getMembers } from '@chappe/matrix-api';
import { ManualClock } from '@chappe/runtime';
import { describe, expect, it } from 'vitest';
import { contactPreferencesOf } from '../fixtures/contact-preferences-of.js';
import { ALICE, requestOf } from '../fixtures/endpoint-request.js';
import { storedEvent } from '../fixtures/stored-event.js';
import type { RoomService } from '../room-service.js';
import { ClientEvents } from './client-events.js';
import { PageTokens } from './page-tokens.js';
import { RoomHistoryEndpoints } from './room-history.endpoints.js';

const params = { roomId: '!room:example.org' };
const member = (userId: string, profile: object) =>
  storedEvent({ type: 'm.room.member', state_key: userId, content: { membership: 'join', ...profile } });

function roomsWith(requesterJoined: boolean) {
  const asked: GetMembersRequest[] = [];
  const events = [
    member('@bob:example.org', { displayname: 'Bob', avatar_url: 'mxc://a/b' }),
    member('@carol:example.org', { displayname: 7 }),
  ];
  const getMembers = (request: GetMembersRequest) => {
    asked.push(request);
    return Promise.resolve({ events, requesterJoined });
  };
  return { asked, getMembers };
}

function endpointsFor(rooms: Pick<RoomService, 'getMembers'>): RoomHistoryEndpoints {
  const events = new ClientEvents(new ManualClock());
  const tokens = new PageTokens({ partitionCount: 1 });
  return new RoomHistoryEndpoints(rooms as RoomService, tokens, events, contactPreferencesOf({}));
}

describe('GET /members', () => {
  const ask = async (query: object) => {
    const rooms = roomsWith(true);
    const answer = (await endpointsFor(rooms).getMembers(
      requestOf(getMembers, { params, query: { ...query } }),
    )) as RawJson;
    return { question: rooms.asked[0], answer: JSON.parse(answer.json.toString()) };
  };

  it('gives the member events now', async () => {
    const { question, answer } = await ask({});
    expect(question).toEqual({ roomId: params.roomId, requester: ALICE.userId });
    expect(answer.chunk).toMatchObject([{ state_key: '@bob:example.org' }, { state_key: '@carol:example.org' }]);
  });

  it('gives those at a token, by membership', async () => {
    const at = encodeTimelinePoint({ depth: 4, position: 44 });
    const { question } = await ask({ at, membership: 'join', not_membership: 'leave' });
    expect(question).toMatchObject({ atPosition: 44, membership: 'join', notMembership: 'leave' });
  });

  it('refuses a token of another server', async () => {
    await expect(ask({ at: 's1_2_3' })).rejects.toMatchObject({ errcode: 'M_INVALID_PARAM' });
  });
});

describe('GET /joined_members', () => {
  const ask = (requesterJoined: boolean) =>
    endpointsFor(roomsWith(requesterJoined)).getJoinedMembers(requestOf(getJoinedMembers, { params }));

  it('gives names and avatars of who is in the room', async () => {
    expect(await ask(true)).toEqual({
      joined: { '@bob:example.org': { display_name: 'Bob', avatar_url: 'mxc://a/b' }, '@carol:example.org': {} },
    });
  });

  it('is for those who are in the room themselves', async () => {
    await expect(ask(false)).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
  });
});

import { encodeTimelinePoint, type FindStateRequest } from '@chappe/contracts';
import { getJoinedMembers, getMembers } from '@chappe/matrix-api';
import { describe, expect, it } from 'vitest';
import { ALICE, requestOf } from '../fixtures/endpoint-request.js';
import { jsonOf, PagedState, roomHistoryEndpoints } from '../fixtures/room-history-endpoints.js';
import { storedEvent } from '../fixtures/stored-event.js';

const params = { roomId: '!room:example.org' };
const member = (userId: string, profile: object) =>
  storedEvent({ type: 'm.room.member', state_key: userId, content: { membership: 'join', ...profile } });

function roomsWith(requesterJoined: boolean, pageEvents?: number) {
  const asked: FindStateRequest[] = [];
  const events = [
    member('@bob:example.org', { displayname: 'Bob', avatar_url: 'mxc://a/b' }),
    member('@carol:example.org', { displayname: 7 }),
  ];
  const state = new PagedState(events, pageEvents);
  const findState = (request: FindStateRequest) => {
    asked.push(request);
    return Promise.resolve({ root: 'root', showsRedactions: true, requesterJoined });
  };
  return { asked, state, findState, readState: state.readState };
}

describe('GET /members', () => {
  const ask = async (query: object, pageEvents?: number) => {
    const rooms = roomsWith(true, pageEvents);
    const answer = await roomHistoryEndpoints(rooms).getMembers(requestOf(getMembers, { params, query: { ...query } }));
    const part = rooms.state.asked[0]?.part;
    return { question: rooms.asked[0], part, answer: (await jsonOf(answer)) as { chunk: object[] } };
  };

  it.each([1, 2])('gives the member events now, with %i to a page', async (pageEvents) => {
    const { question, answer } = await ask({}, pageEvents);
    expect(question).toEqual({ roomId: params.roomId, requester: ALICE.userId });
    expect(answer.chunk).toMatchObject([{ state_key: '@bob:example.org' }, { state_key: '@carol:example.org' }]);
  });

  it('gives those at a token, by membership', async () => {
    const at = encodeTimelinePoint({ generation: 0, depth: 4, position: 44 });
    const { question, part } = await ask({ at, membership: 'join', not_membership: 'leave' });
    expect(question).toMatchObject({ atPosition: 44 });
    expect(part).toMatchObject({ membersOnly: true, membership: 'join', notMembership: 'leave' });
  });

  it('refuses a token of another server', async () => {
    await expect(ask({ at: 's1_2_3' })).rejects.toMatchObject({ errcode: 'M_INVALID_PARAM' });
  });
});

describe('GET /joined_members', () => {
  const ask = async (requesterJoined: boolean, pageEvents?: number) => {
    const endpoints = roomHistoryEndpoints(roomsWith(requesterJoined, pageEvents));
    return jsonOf(await endpoints.getJoinedMembers(requestOf(getJoinedMembers, { params })));
  };

  it.each([1, 2])('gives names and avatars of who is in the room, with %i to a page', async (pageEvents) => {
    expect(await ask(true, pageEvents)).toEqual({
      joined: { '@bob:example.org': { display_name: 'Bob', avatar_url: 'mxc://a/b' }, '@carol:example.org': {} },
    });
  });

  it('is for those who are in the room themselves', async () => {
    await expect(ask(false)).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
  });
});

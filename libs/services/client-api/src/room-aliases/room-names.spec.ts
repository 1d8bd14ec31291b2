import type { RoomAlias, RoomId, ServerName } from '@chappe/events';
import { joinRoom, joinRoomByIdOrAlias } from '@chappe/matrix-api';
import { describe, expect, it } from 'vitest';
import { requestOf } from '../fixtures/endpoint-request.js';
import { JoinRoomByIdOrAliasEndpoint } from '../room-membership/join-room-by-id-or-alias.endpoint.js';
import { JoinRoomEndpoint } from '../room-membership/join-room.endpoint.js';
import type { Memberships, WantedMembership } from '../room-membership/memberships.js';
import { RoomNames } from './room-names.js';

const names = new RoomNames(
  { resolveAlias: () => Promise.resolve({ roomId: '!found:example.org', servers: ['example.org'] }) },
  { serverName: 'example.org' as ServerName },
);

describe('a room by its name', () => {
  it('is itself for an ID and the room of an alias', async () => {
    expect(await names.toRoomId('!room' as RoomId)).toBe('!room');
    expect(await names.toRoomId('#a:example.org' as RoomAlias)).toBe('!found:example.org');
  });

  it('is M_NOT_FOUND for an alias of another server, and the answer says why', async () => {
    const refusal = { errcode: 'M_NOT_FOUND', message: expect.stringContaining('other servers cannot be resolved') };
    await expect(names.toRoomId('#a:other.example' as RoomAlias)).rejects.toMatchObject(refusal);
  });
});

describe('a join', () => {
  const joins: WantedMembership[] = [];
  const memberships = {
    join: (wanted: WantedMembership) => {
      joins.push(wanted);
      return Promise.resolve(wanted.roomId);
    },
  } as Memberships;

  it('by alias goes to the room of the alias, whatever via says', async () => {
    const params = { roomIdOrAlias: '#a:example.org' };
    const request = requestOf(joinRoomByIdOrAlias, {
      params,
      query: { via: ['other.example'] },
      body: { reason: 'why' },
    });
    const answer = await new JoinRoomByIdOrAliasEndpoint(memberships, names).handle(request);
    expect(answer).toEqual({ room_id: '!found:example.org' });
    expect(joins).toMatchObject([{ roomId: '!found:example.org', reason: 'why' }]);
  });

  it('with third_party_signed is refused', async () => {
    const body = { third_party_signed: {} };
    const byId = new JoinRoomEndpoint(memberships).handle(requestOf(joinRoom, { params: { roomId: '!r' }, body }));
    await expect(byId).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
    const request = requestOf(joinRoomByIdOrAlias, { params: { roomIdOrAlias: '!r' }, body });
    const byName = new JoinRoomByIdOrAliasEndpoint(memberships, names).handle(request);
    await expect(byName).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
  });
});

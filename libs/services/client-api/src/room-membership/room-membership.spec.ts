import { type ChangeMembershipRequest, MembershipAction } from '@chappe/contracts';
import type { JsonObject } from '@chappe/crypto';
import type { RoomId, ServerName, UserId } from '@chappe/events';
import { describe, expect, it } from 'vitest';
import {
  banUser,
  inviteUser,
  joinRoom,
  joinRoomByIdOrAlias,
  kickUser,
  knockRoom,
  leaveRoom,
  unbanUser,
} from '@chappe/matrix-api';
import type { ContactPreferences } from '../account-data/contact-preferences.js';
import { requestOf } from '../fixtures/endpoint-request.js';
import type { Profiles } from '../profiles/profiles.js';
import { RoomNames } from '../room-aliases/room-names.js';
import { INVITES_MAX } from '../room-creation/invite.limits.js';
import { Invitees } from '../room-creation/invitees.js';
import type { RoomSettings } from '../room-creation/room-settings.js';
import type { RoomService } from '../room-service.js';
import { LocalUsers } from '../users/local-users.js';
import { MemberState } from './member-state.js';
import { RoomMembershipEndpoints } from './room-membership.endpoints.js';

const roomId = '!room:example.org' as RoomId;
const alice = '@alice:example.org' as UserId;
const bob = '@bob:example.org' as UserId;
const profiles = new Map<string, JsonObject>([
  [alice, { displayname: 'Alice', 'm.tz': 'Europe/Paris' }],
  [bob, { displayname: 'Bob', avatar_url: 'mxc://example.org/bob' }],
]);

function parts() {
  const changes: ChangeMembershipRequest[] = [];
  const invitees = new Invitees(
    { find: (userId: string) => Promise.resolve(profiles.get(userId)) } as Profiles,
    new LocalUsers({ serverName: 'example.org' as ServerName }, { partitionCount: 4 }),
    { blocksInvites: (userId: UserId) => Promise.resolve(userId.includes('hermit')) } as ContactPreferences,
    { findUsers: ({ userIds }) => Promise.resolve({ userIds: userIds.filter((each) => !each.includes('nobody')) }) },
  );
  const followed: string[] = [];
  const follow = (userId: string): Promise<void> => Promise.resolve(void followed.push(userId));
  const rooms: Pick<RoomService, 'changeMembership' | 'resolveAlias'> = {
    changeMembership: (request) => {
      changes.push(request);
      return Promise.resolve({ roomId: request.roomId, eventId: '$m' });
    },
    resolveAlias: () => Promise.resolve({ roomId: '!found:example.org', servers: ['example.org'] }),
  };
  const names = new RoomNames(rooms, { serverName: 'example.org' as ServerName });
  const settings = { follow } as unknown as RoomSettings;
  const endpoints = new RoomMembershipEndpoints(invitees, settings, names, rooms as RoomService);
  return { changes, followed, invitees, endpoints, memberState: new MemberState(invitees) };
}

describe('a change of membership', () => {
  it('joins and knocks with the profile of the one who comes', async () => {
    const { endpoints, changes, followed } = parts();
    const join = requestOf(joinRoom, { params: { roomId }, body: { reason: 'why' } });
    expect(await endpoints.joinRoom(join)).toEqual({ room_id: roomId });
    expect(await endpoints.knockRoom(requestOf(knockRoom, { params: { roomIdOrAlias: roomId } }))).toEqual({
      room_id: roomId,
    });
    expect(followed).toEqual([alice]);
    const profile = { userId: alice, displayname: 'Alice', avatarUrl: undefined };
    const asked = { roomId, sender: alice, target: alice, profile };
    expect(changes).toEqual([
      { ...asked, action: MembershipAction.MEMBERSHIP_ACTION_JOIN, reason: 'why' },
      { ...asked, action: MembershipAction.MEMBERSHIP_ACTION_KNOCK, reason: undefined },
    ]);
  });

  it('invites with the profile of the invited user', async () => {
    const { endpoints, changes } = parts();
    await endpoints.inviteUser(requestOf(inviteUser, { params: { roomId }, body: { user_id: bob } }));
    const profile = { userId: bob, displayname: 'Bob', avatarUrl: 'mxc://example.org/bob' };
    expect(changes).toMatchObject([{ target: bob, action: MembershipAction.MEMBERSHIP_ACTION_INVITE, profile }]);
  });

  it('shows no profile of those who go', async () => {
    const { endpoints, changes } = parts();
    const params = { roomId };
    await endpoints.leaveRoom(requestOf(leaveRoom, { params }));
    await endpoints.kickUser(requestOf(kickUser, { params, body: { user_id: bob } }));
    await endpoints.banUser(requestOf(banUser, { params, body: { user_id: bob, reason: 'spam' } }));
    await endpoints.unbanUser(requestOf(unbanUser, { params, body: { user_id: bob } }));
    expect(changes.map(({ action, target, profile, reason }) => [action, target, profile, reason])).toEqual([
      [MembershipAction.MEMBERSHIP_ACTION_LEAVE, alice, undefined, undefined],
      [MembershipAction.MEMBERSHIP_ACTION_KICK, bob, undefined, undefined],
      [MembershipAction.MEMBERSHIP_ACTION_BAN, bob, undefined, 'spam'],
      [MembershipAction.MEMBERSHIP_ACTION_UNBAN, bob, undefined, undefined],
    ]);
  });
});

describe('a join', () => {
  it('by alias goes to the room of the alias, whatever via says', async () => {
    const { endpoints, changes } = parts();
    const params = { roomIdOrAlias: '#a:example.org' };
    const request = requestOf(joinRoomByIdOrAlias, {
      params,
      query: { via: ['other.example'] },
      body: { reason: 'why' },
    });
    expect(await endpoints.joinRoomByIdOrAlias(request)).toEqual({ room_id: '!found:example.org' });
    expect(changes).toMatchObject([{ roomId: '!found:example.org', reason: 'why' }]);
  });

  it('with third_party_signed is refused', async () => {
    const { endpoints, changes } = parts();
    const body = { third_party_signed: {} };
    const byId = endpoints.joinRoom(requestOf(joinRoom, { params: { roomId: '!r' }, body }));
    await expect(byId).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
    const request = requestOf(joinRoomByIdOrAlias, { params: { roomIdOrAlias: '!r' }, body });
    await expect(endpoints.joinRoomByIdOrAlias(request)).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
    expect(changes).toEqual([]);
  });
});

describe('an invite', () => {
  const refused = async (users: readonly string[]): Promise<unknown> =>
    parts()
      .invitees.profilesOf(users as UserId[])
      .then(
        () => 'invited',
        (error: unknown) => error,
      );

  it('to a user of another server is refused with M_FORBIDDEN that says why', async () => {
    const error = await refused([bob, '@carol:other.example']);
    expect(error).toMatchObject({ errcode: 'M_FORBIDDEN', status: 403 });
    expect(String(error)).toContain('@carol:other.example cannot be invited: this server does not federate');
  });

  it('to a local user who does not exist is refused with M_NOT_FOUND', async () => {
    expect(await refused(['@nobody:example.org'])).toMatchObject({ errcode: 'M_NOT_FOUND', status: 404 });
  });

  it('to a user who blocks invites is refused with M_INVITE_BLOCKED', async () => {
    expect(await refused([bob, '@hermit:example.org'])).toMatchObject({ errcode: 'M_INVITE_BLOCKED', status: 403 });
  });

  it('to more users than the limit is refused before anybody is looked up', async () => {
    const many = Array.from({ length: INVITES_MAX + 1 }, (_, at) => `@u${at}:example.org`);
    expect(await refused(many)).toMatchObject({ errcode: 'M_INVALID_PARAM' });
    expect(await refused(many.map(() => bob))).toBe('invited');
  });
});

describe('a member event that is written as state', () => {
  const complete = (content: JsonObject, stateKey: string) =>
    parts().memberState.complete(content, { stateKey, sender: alice });

  it("shows the invited user's profile and not what the client made up", async () => {
    const forged = { membership: 'invite', displayname: 'The boss', avatar_url: 'mxc://x/y', is_direct: true };
    expect(await complete(forged, bob)).toEqual({
      membership: 'invite',
      is_direct: true,
      displayname: 'Bob',
      avatar_url: 'mxc://example.org/bob',
    });
  });

  it('is refused like an invite', async () => {
    const invite = { membership: 'invite' };
    await expect(complete(invite, '@carol:other.example')).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
    await expect(complete(invite, '@nobody:example.org')).rejects.toMatchObject({ errcode: 'M_NOT_FOUND' });
  });

  it('keeps a name that the user chose for one room and adds what is missing', async () => {
    expect(await complete({ membership: 'join', displayname: 'Al' }, alice)).toEqual({
      membership: 'join',
      displayname: 'Al',
    });
    expect(await complete({ membership: 'join' }, alice)).toEqual({ membership: 'join', displayname: 'Alice' });
  });

  it.each([
    [{ membership: 'ban', reason: 'spam' }, bob],
    [{ membership: 'leave' }, alice],
    [{ membership: 'join' }, bob],
    [{ membership: 7 }, 'no user ID'],
    [{ membership: 'invite' }, ''],
  ])('is otherwise left as it is: %j for %s', async (content, stateKey) => {
    expect(await complete(content, stateKey)).toBe(content);
  });
});

import { Inject, Injectable } from '@nestjs/common';
import { MembershipAction, type Profile, RoomServiceDefinition } from '@chappe/contracts';
import type { RoomId, UserId } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointRequest } from '@chappe/http';
import {
  banUser,
  forgetRoom,
  getJoinedRooms,
  inviteUser,
  joinRoom,
  joinRoomByIdOrAlias,
  kickUser,
  knockRoom,
  leaveRoom,
  MatrixError,
  unbanUser,
  type EmptyAnswer,
} from '@chappe/matrix-api';
import { RoomNames } from '../room-aliases/room-names.js';
import { Invitees } from '../room-creation/invitees.js';
import { RoomSettings } from '../room-creation/room-settings.js';
import type { RoomService } from '../room-service.js';

/** A change that a user asks for. */
interface MembershipChange {
  readonly roomId: RoomId;
  readonly sender: UserId;
  /** Absent: the sender. */
  readonly target?: UserId;
  readonly reason?: string | undefined;
}

/** Room membership (Client-Server API). */
@Injectable()
export class RoomMembershipEndpoints {
  constructor(
    private readonly invitees: Invitees,
    private readonly settings: RoomSettings,
    private readonly names: RoomNames,
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: RoomService,
  ) {}

  /** GET /joined_rooms */
  @Endpoint(getJoinedRooms)
  async getJoinedRooms({ requester }: EndpointRequest<typeof getJoinedRooms>): Promise<{ joined_rooms: string[] }> {
    const { rooms } = await this.rooms.getUserRooms({ userId: requester.userId, memberships: ['join'] });
    return { joined_rooms: rooms.map(({ roomId }) => roomId) };
  }

  /** POST /rooms/{roomId}/invite, with the profile of the invited user. */
  @Endpoint(inviteUser)
  async inviteUser({ params, body, requester }: EndpointRequest<typeof inviteUser>): Promise<EmptyAnswer> {
    const { user_id: target, reason } = body;
    const [profile] = await this.invitees.profilesOf([target]);
    const change = { roomId: params.roomId, sender: requester.userId, target, reason };
    await this.#change(change, MembershipAction.MEMBERSHIP_ACTION_INVITE, profile);
    return {};
  }

  /** POST /rooms/{roomId}/join */
  @Endpoint(joinRoom)
  async joinRoom({ params, body, requester }: EndpointRequest<typeof joinRoom>): Promise<{ room_id: string }> {
    refuseThirdPartySigned(body);
    return this.#join({ roomId: params.roomId, sender: requester.userId, reason: body.reason });
  }

  /** POST /join/{roomIdOrAlias}. `via` and `server_name` have no effect: other servers cannot be reached yet. */
  @Endpoint(joinRoomByIdOrAlias)
  async joinRoomByIdOrAlias(request: EndpointRequest<typeof joinRoomByIdOrAlias>): Promise<{ room_id: string }> {
    const { params, body, requester } = request;
    refuseThirdPartySigned(body);
    const roomId = await this.names.toRoomId(params.roomIdOrAlias);
    return this.#join({ roomId, sender: requester.userId, reason: body.reason });
  }

  /** POST /knock/{roomIdOrAlias}. `via` and `server_name` have no effect: other servers cannot be reached yet. */
  @Endpoint(knockRoom)
  async knockRoom({ params, body, requester }: EndpointRequest<typeof knockRoom>): Promise<{ room_id: string }> {
    const { userId: sender } = requester;
    const change = { roomId: await this.names.toRoomId(params.roomIdOrAlias), sender, reason: body.reason };
    const profile = await this.invitees.profileOf(sender);
    return { room_id: await this.#change(change, MembershipAction.MEMBERSHIP_ACTION_KNOCK, profile) };
  }

  /** POST /rooms/{roomId}/leave: also rejects an invite and takes back a knock. */
  @Endpoint(leaveRoom)
  async leaveRoom({ params, body, requester }: EndpointRequest<typeof leaveRoom>): Promise<EmptyAnswer> {
    const change = { roomId: params.roomId, sender: requester.userId, reason: body.reason };
    await this.#change(change, MembershipAction.MEMBERSHIP_ACTION_LEAVE);
    return {};
  }

  /** POST /rooms/{roomId}/forget */
  @Endpoint(forgetRoom)
  async forgetRoom({ params, requester }: EndpointRequest<typeof forgetRoom>): Promise<EmptyAnswer> {
    await this.rooms.forgetRoom({ roomId: params.roomId, userId: requester.userId });
    return {};
  }

  /** POST /rooms/{roomId}/kick: also withdraws an invite and refuses a knock. */
  @Endpoint(kickUser)
  kickUser(request: EndpointRequest<typeof kickUser>): Promise<EmptyAnswer> {
    return this.#remove(request, MembershipAction.MEMBERSHIP_ACTION_KICK);
  }

  /** POST /rooms/{roomId}/ban */
  @Endpoint(banUser)
  banUser(request: EndpointRequest<typeof banUser>): Promise<EmptyAnswer> {
    return this.#remove(request, MembershipAction.MEMBERSHIP_ACTION_BAN);
  }

  /** POST /rooms/{roomId}/unban */
  @Endpoint(unbanUser)
  unbanUser(request: EndpointRequest<typeof unbanUser>): Promise<EmptyAnswer> {
    return this.#remove(request, MembershipAction.MEMBERSHIP_ACTION_UNBAN);
  }

  async #join(change: MembershipChange): Promise<{ room_id: string }> {
    const profile = await this.invitees.profileOf(change.sender);
    const roomId = await this.#change(change, MembershipAction.MEMBERSHIP_ACTION_JOIN, profile);
    await this.settings.follow(change.sender, roomId);
    return { room_id: roomId };
  }

  async #remove(
    { params, body, requester }: EndpointRequest<typeof kickUser | typeof banUser | typeof unbanUser>,
    action: MembershipAction,
  ): Promise<EmptyAnswer> {
    const { user_id: target, reason } = body;
    await this.#change({ roomId: params.roomId, sender: requester.userId, target, reason }, action);
    return {};
  }

  async #change(change: MembershipChange, action: MembershipAction, profile?: Profile): Promise<RoomId> {
    const { roomId, sender, target = sender, reason } = change;
    const changed = await this.rooms.changeMembership({ roomId, sender, target, action, reason, profile });
    return changed.roomId as RoomId;
  }
}

/**
 * Refuses to redeem an invite by third-party identifier: such invites need an identity server, and there is none.
 * @throws MatrixError M_FORBIDDEN
 */
function refuseThirdPartySigned(body: { readonly third_party_signed?: unknown }): void {
  if (body.third_party_signed === undefined) return;
  throw MatrixError.forbidden('Invites by third-party identifier are not supported: third_party_signed cannot be used');
}

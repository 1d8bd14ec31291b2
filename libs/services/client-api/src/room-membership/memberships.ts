import { Inject, Injectable } from '@nestjs/common';
import { MembershipAction, RoomServiceDefinition, type Profile } from '@chappe/contracts';
import type { RoomId, UserId } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { RoomSettings } from '../room-creation/room-settings.js';
import type { RoomService } from '../room-service.js';
import { Invitees } from '../room-creation/invitees.js';

/** A change that a user asks for. */
export interface WantedMembership {
  readonly roomId: RoomId;
  readonly sender: UserId;
  /** Absent: the sender. */
  readonly target?: UserId;
  readonly reason?: string | undefined;
}

/** Changes of membership (Client-Server API, "Room membership"). */
@Injectable()
export class Memberships {
  constructor(
    private readonly invitees: Invitees,
    private readonly settings: RoomSettings,
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'changeMembership'>,
  ) {}

  /** @returns the room joined. @throws MatrixError M_FORBIDDEN, M_NOT_FOUND */
  async join(wanted: WantedMembership): Promise<RoomId> {
    const profile = await this.invitees.profileOf(wanted.sender);
    const roomId = await this.#change(wanted, MembershipAction.MEMBERSHIP_ACTION_JOIN, profile);
    await this.settings.follow(wanted.sender, roomId);
    return roomId;
  }

  /** @returns the room knocked on. @throws MatrixError M_FORBIDDEN, M_NOT_FOUND */
  async knock(wanted: WantedMembership): Promise<RoomId> {
    const profile = await this.invitees.profileOf(wanted.sender);
    return this.#change(wanted, MembershipAction.MEMBERSHIP_ACTION_KNOCK, profile);
  }

  /** @throws MatrixError M_FORBIDDEN, and M_NOT_FOUND for a user who does not exist */
  async invite(wanted: WantedMembership & { readonly target: UserId }): Promise<void> {
    const [profile] = await this.invitees.profilesOf([wanted.target]);
    await this.#change(wanted, MembershipAction.MEMBERSHIP_ACTION_INVITE, profile);
  }

  async leave(wanted: WantedMembership): Promise<void> {
    await this.#change(wanted, MembershipAction.MEMBERSHIP_ACTION_LEAVE);
  }

  async kick(wanted: WantedMembership & { readonly target: UserId }): Promise<void> {
    await this.#change(wanted, MembershipAction.MEMBERSHIP_ACTION_KICK);
  }

  async ban(wanted: WantedMembership & { readonly target: UserId }): Promise<void> {
    await this.#change(wanted, MembershipAction.MEMBERSHIP_ACTION_BAN);
  }

  async unban(wanted: WantedMembership & { readonly target: UserId }): Promise<void> {
    await this.#change(wanted, MembershipAction.MEMBERSHIP_ACTION_UNBAN);
  }

  async #change(wanted: WantedMembership, action: MembershipAction, profile?: Profile): Promise<RoomId> {
    const { roomId, sender, target = sender, reason } = wanted;
    const changed = await this.rooms.changeMembership({ roomId, sender, target, action, reason, profile });
    return changed.roomId as RoomId;
  }
}

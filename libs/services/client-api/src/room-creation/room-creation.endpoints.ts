import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { canonicalJson } from '@chappe/crypto';
import type { RoomId } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointRequest } from '@chappe/http';
import { createRoom, upgradeRoom } from '@chappe/matrix-api';
import type { RoomService } from '../room-service.js';
import { Invitees } from './invitees.js';
import { RoomSettings } from './room-settings.js';

/** Creation and upgrades of rooms (Client-Server API). */
@Injectable()
export class RoomCreationEndpoints {
  constructor(
    private readonly invitees: Invitees,
    private readonly settings: RoomSettings,
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: RoomService,
  ) {}

  /**
   * POST /createRoom. Users who cannot be invited fail the request: there is no room with half of its members. An
   * invitation costs as much as one by itself.
   */
  @Endpoint(createRoom)
  async createRoom(request: EndpointRequest<typeof createRoom>): Promise<{ room_id: string }> {
    const { body, requester } = request;
    const { invite = [] } = body;
    const creator = requester.userId;
    const profiles = await this.invitees.profilesOf(invite);
    request.costs(invite.length);
    profiles.push(await this.invitees.profileOf(creator));
    const created = await this.rooms.createRoom({ creator, body: Buffer.from(canonicalJson(body)), profiles });
    return { room_id: created.roomId };
  }

  /** POST /rooms/{roomId}/upgrade */
  @Endpoint(upgradeRoom)
  async upgradeRoom({
    params,
    body,
    requester,
  }: EndpointRequest<typeof upgradeRoom>): Promise<{ replacement_room: string }> {
    const { userId: sender } = requester;
    const { new_version: newVersion, additional_creators: additionalCreators = [] } = body;
    const profile = await this.invitees.profileOf(sender);
    const { roomId } = params;
    const upgraded = await this.rooms.upgradeRoom({ roomId, sender, newVersion, additionalCreators, profile });
    await this.settings.follow(sender, upgraded.replacementRoomId as RoomId);
    return { replacement_room: upgraded.replacementRoomId };
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import type { RoomId } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { upgradeRoom } from '@chappe/matrix-api';
import { Invitees } from './invitees.js';
import { RoomSettings } from './room-settings.js';
import type { RoomService } from '../room-service.js';

/** POST /rooms/{roomId}/upgrade */
@Injectable()
@Endpoint(upgradeRoom)
export class UpgradeRoomEndpoint implements EndpointHandler<typeof upgradeRoom> {
  constructor(
    private readonly invitees: Invitees,
    private readonly settings: RoomSettings,
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'upgradeRoom'>,
  ) {}

  async handle({
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

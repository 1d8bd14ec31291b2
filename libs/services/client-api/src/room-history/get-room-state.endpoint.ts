import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { clientOf } from '@chappe/grpc';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getRoomState } from '@chappe/matrix-api';
import { ClientEvents } from './client-events.js';
import type { RoomService } from '../room-service.js';

/** GET /rooms/{roomId}/state */
@Injectable()
@Endpoint(getRoomState)
export class GetRoomStateEndpoint implements EndpointHandler<typeof getRoomState> {
  constructor(
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'getState'>,
    private readonly clientEvents: ClientEvents,
  ) {}

  async handle({ params, requester }: EndpointRequest<typeof getRoomState>): Promise<RawJson> {
    const { roomId } = params;
    const { events } = await this.rooms.getState({ roomId, requester: requester.userId });
    return new RawJson(await this.clientEvents.states(events, { roomId, requester }));
  }
}

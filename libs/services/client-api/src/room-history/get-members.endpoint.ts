import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { clientOf } from '@chappe/grpc';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getMembers } from '@chappe/matrix-api';
import { ClientEvents } from './client-events.js';
import { PageTokens } from './page-tokens.js';
import type { RoomService } from '../room-service.js';

/** GET /rooms/{roomId}/members */
@Injectable()
@Endpoint(getMembers)
export class GetMembersEndpoint implements EndpointHandler<typeof getMembers> {
  constructor(
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'getMembers'>,
    private readonly tokens: PageTokens,
    private readonly clientEvents: ClientEvents,
  ) {}

  async handle({ params, query, requester }: EndpointRequest<typeof getMembers>): Promise<RawJson> {
    const { roomId } = params;
    const { events } = await this.rooms.getMembers({
      roomId,
      requester: requester.userId,
      atPosition: this.tokens.positionOf(query.at, roomId, 'at'),
      membership: query.membership,
      notMembership: query.not_membership,
    });
    return new RawJson(`{"chunk":${await this.clientEvents.states(events, { roomId, requester })}}`);
  }
}

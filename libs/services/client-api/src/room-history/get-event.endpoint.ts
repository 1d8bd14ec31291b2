import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { clientOf } from '@chappe/grpc';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getEvent, MatrixError } from '@chappe/matrix-api';
import { ClientEvents } from './client-events.js';
import type { RoomService } from '../room-service.js';

/** GET /rooms/{roomId}/event/{eventId} */
@Injectable()
@Endpoint(getEvent)
export class GetEventEndpoint implements EndpointHandler<typeof getEvent> {
  constructor(
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'getEvent'>,
    private readonly events: ClientEvents,
  ) {}

  async handle({ params, requester }: EndpointRequest<typeof getEvent>): Promise<RawJson> {
    const { roomId, eventId } = params;
    const { event } = await this.rooms.getEvent({ roomId, eventId, requester: requester.userId });
    if (!event) throw MatrixError.notFound('Event not found');
    return new RawJson(this.events.event(event, { roomId, requester }));
  }
}

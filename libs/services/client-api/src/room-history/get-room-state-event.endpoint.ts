import { Inject, Injectable } from '@nestjs/common';
import { parseExactJson } from '@chappe/crypto';
import { RoomServiceDefinition } from '@chappe/contracts';
import type { Pdu } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getRoomStateEvent, MatrixError } from '@chappe/matrix-api';
import { ClientEvents } from './client-events.js';
import type { RoomService } from '../room-service.js';

/** GET /rooms/{roomId}/state/{eventType}/{stateKey} */
@Injectable()
@Endpoint(getRoomStateEvent)
export class GetRoomStateEventEndpoint implements EndpointHandler<typeof getRoomStateEvent> {
  constructor(
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'getState'>,
    private readonly clientEvents: ClientEvents,
  ) {}

  async handle({ params, query, requester }: EndpointRequest<typeof getRoomStateEvent>): Promise<RawJson> {
    const { roomId, eventType, stateKey } = params;
    const { events } = await this.rooms.getState({ roomId, requester: requester.userId, eventType, stateKey });
    const [event] = events;
    if (!event) throw MatrixError.notFound('The room has no such state');
    if (query.format === 'event') return new RawJson(this.clientEvents.state(event, { roomId, requester }));
    const { content } = parseExactJson(event.pdu.toString()) as Pdu;
    return new RawJson(JSON.stringify(content));
  }
}

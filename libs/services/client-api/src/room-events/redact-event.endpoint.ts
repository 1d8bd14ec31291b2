import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@chappe/crypto';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { redactEvent } from '@chappe/matrix-api';
import { RoomEvents } from './room-events.js';

/** PUT /rooms/{roomId}/redact/{eventId}/{txnId} */
@Injectable()
@Endpoint(redactEvent)
export class RedactEventEndpoint implements EndpointHandler<typeof redactEvent> {
  constructor(private readonly events: RoomEvents) {}

  handle({ params, body, requester }: EndpointRequest<typeof redactEvent>): Promise<{ event_id: string }> {
    const { roomId, eventId: redacts, txnId } = params;
    const content: JsonObject = body.reason === undefined ? {} : { reason: body.reason };
    return this.events.send({ roomId, type: 'm.room.redaction', redacts, txnId, content }, requester);
  }
}

import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { sendEvent } from '@chappe/matrix-api';
import { RoomEvents } from './room-events.js';

/** PUT /rooms/{roomId}/send/{eventType}/{txnId} */
@Injectable()
@Endpoint(sendEvent)
export class SendEventEndpoint implements EndpointHandler<typeof sendEvent> {
  constructor(private readonly events: RoomEvents) {}

  handle({ params, body, requester }: EndpointRequest<typeof sendEvent>): Promise<{ event_id: string }> {
    const { roomId, eventType: type, txnId } = params;
    return this.events.send({ roomId, type, txnId, content: body }, requester);
  }
}

import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { setReadMarkers } from '@chappe/matrix-api';
import { ReadPositions } from './read-positions.js';

/** POST /rooms/{roomId}/read_markers */
@Injectable()
@Endpoint(setReadMarkers)
export class SetReadMarkersEndpoint implements EndpointHandler<typeof setReadMarkers> {
  constructor(private readonly readPositions: ReadPositions) {}

  async handle({ params, body, requester }: EndpointRequest<typeof setReadMarkers>): Promise<Record<string, never>> {
    const who = { roomId: params.roomId, userId: requester.userId };
    const fullyRead = body['m.fully_read'];
    if (fullyRead !== undefined) await this.readPositions.setFullyRead({ ...who, eventId: fullyRead });
    for (const type of ['m.read', 'm.read.private'] as const) {
      const eventId = body[type];
      if (eventId !== undefined) await this.readPositions.sendReceipt({ ...who, eventId }, { type, threadId: '' });
    }
    return {};
  }
}

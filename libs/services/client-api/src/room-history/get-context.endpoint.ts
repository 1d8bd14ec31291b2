import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type TimelinePoint } from '@chappe/contracts';
import { clientOf } from '@chappe/grpc';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getContext, MatrixError } from '@chappe/matrix-api';
import { ClientEvents } from './client-events.js';
import { ContactPreferences } from '../account-data/contact-preferences.js';
import { readPageFilter } from './page-filter.js';
import { PageTokens } from './page-tokens.js';
import type { RoomService } from '../room-service.js';

/** GET /rooms/{roomId}/context/{eventId} */
@Injectable()
@Endpoint(getContext)
export class GetContextEndpoint implements EndpointHandler<typeof getContext> {
  constructor(
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'getContext'>,
    private readonly tokens: PageTokens,
    private readonly clientEvents: ClientEvents,
    private readonly preferences: ContactPreferences,
  ) {}

  async handle({ params, query, requester }: EndpointRequest<typeof getContext>): Promise<RawJson> {
    const { roomId, eventId } = params;
    const question = { roomId, eventId, requester: requester.userId, ...readPageFilter(query) };
    const { event, ...around } = await this.rooms.getContext(question);
    if (!event) throw MatrixError.notFound('Event not found');
    const before = await this.preferences.heardBy(requester.userId, around.eventsBefore);
    const after = await this.preferences.heardBy(requester.userId, around.eventsAfter);
    const reader = { roomId, requester };
    const members = [
      ...this.#token('start', around.start),
      ...this.#token('end', around.end),
      `"event":${this.clientEvents.event(event, reader)}`,
      `"events_before":${await this.clientEvents.events(before, reader)}`,
      `"events_after":${await this.clientEvents.events(after, reader)}`,
      `"state":${await this.clientEvents.states(around.state, reader)}`,
    ];
    return new RawJson(`{${members.join(',')}}`);
  }

  #token(name: 'start' | 'end', point: TimelinePoint | undefined): string[] {
    return point ? [`"${name}":${JSON.stringify(this.tokens.write(point))}`] : [];
  }
}

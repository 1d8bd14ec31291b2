import { Inject, Injectable } from '@nestjs/common';
import { Direction, RoomServiceDefinition, type GetMessagesRequest, type GetMessagesResponse } from '@chappe/contracts';
import { clientOf } from '@chappe/grpc';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getMessages } from '@chappe/matrix-api';
import { ClientEvents } from './client-events.js';
import { ContactPreferences } from '../account-data/contact-preferences.js';
import { readPageFilter } from './page-filter.js';
import { PageTokens } from './page-tokens.js';
import type { RoomService } from '../room-service.js';

type Request = EndpointRequest<typeof getMessages>;

const DIRECTIONS = { b: Direction.DIRECTION_BACKWARD, f: Direction.DIRECTION_FORWARD } as const;

/** GET /rooms/{roomId}/messages */
@Injectable()
@Endpoint(getMessages)
export class GetMessagesEndpoint implements EndpointHandler<typeof getMessages> {
  constructor(
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'getMessages'>,
    private readonly tokens: PageTokens,
    private readonly clientEvents: ClientEvents,
    private readonly preferences: ContactPreferences,
  ) {}

  async handle(request: Request): Promise<RawJson> {
    const page = await this.rooms.getMessages(this.#question(request));
    const { requester, params } = request;
    const chunk = await this.preferences.heardBy(requester.userId, page.chunk);
    const reader = { roomId: params.roomId, requester };
    const members = [
      `"start":${JSON.stringify(request.query.from ?? this.#startOf(page))}`,
      ...(page.end ? [`"end":${JSON.stringify(this.tokens.write(page.end))}`] : []),
      `"chunk":${await this.clientEvents.events(chunk, reader)}`,
      ...(page.state.length > 0 ? [`"state":${await this.clientEvents.states(page.state, reader)}`] : []),
    ];
    return new RawJson(`{${members.join(',')}}`);
  }

  #question({ params, query, requester }: Request): GetMessagesRequest {
    const { roomId } = params;
    const from = this.tokens.read(query.from, roomId, 'from');
    const to = this.tokens.read(query.to, roomId, 'to');
    return {
      roomId,
      requester: requester.userId,
      direction: DIRECTIONS[query.dir],
      from: from?.point,
      fromPosition: from?.position,
      to: to?.point,
      toPosition: to?.position,
      ...readPageFilter(query),
    };
  }

  #startOf({ start }: GetMessagesResponse): string {
    if (!start) throw new Error('the room service gave a page of messages without its start');
    return this.tokens.write(start);
  }
}

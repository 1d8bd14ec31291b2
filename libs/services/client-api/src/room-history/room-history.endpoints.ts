import { Inject, Injectable } from '@nestjs/common';
import {
  Direction,
  type GetMessagesRequest,
  type GetMessagesResponse,
  RoomServiceDefinition,
  type TimelinePoint,
} from '@chappe/contracts';
import { parseExactJson, parseJson } from '@chappe/crypto';
import { memberProfileOf, type Pdu } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointRequest, RawJson } from '@chappe/http';
import {
  type AnswerOf,
  getContext,
  getEvent,
  getJoinedMembers,
  getMembers,
  getMessages,
  getRoomState,
  getRoomStateEvent,
  MatrixError,
} from '@chappe/matrix-api';
import { ContactPreferences } from '../account-data/contact-preferences.js';
import type { RoomService } from '../room-service.js';
import { ClientEvents } from './client-events.js';
import { readPageFilter } from './page-filter.js';
import { PageTokens } from './page-tokens.js';

const DIRECTIONS = { b: Direction.DIRECTION_BACKWARD, f: Direction.DIRECTION_FORWARD } as const;

/** Getting events for a room (Client-Server API). */
@Injectable()
export class RoomHistoryEndpoints {
  constructor(
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: RoomService,
    private readonly tokens: PageTokens,
    private readonly clientEvents: ClientEvents,
    private readonly preferences: ContactPreferences,
  ) {}

  /** GET /rooms/{roomId}/event/{eventId} */
  @Endpoint(getEvent)
  async getEvent({ params, requester }: EndpointRequest<typeof getEvent>): Promise<RawJson> {
    const { roomId, eventId } = params;
    const { event } = await this.rooms.getEvent({ roomId, eventId, requester: requester.userId });
    if (!event) throw MatrixError.notFound('Event not found');
    return new RawJson(this.clientEvents.event(event, { roomId, requester }));
  }

  /** GET /rooms/{roomId}/state */
  @Endpoint(getRoomState)
  async getRoomState({ params, requester }: EndpointRequest<typeof getRoomState>): Promise<RawJson> {
    const { roomId } = params;
    const { events } = await this.rooms.getState({ roomId, requester: requester.userId });
    return new RawJson(await this.clientEvents.states(events, { roomId, requester }));
  }

  /** GET /rooms/{roomId}/state/{eventType}/{stateKey} */
  @Endpoint(getRoomStateEvent)
  async getRoomStateEvent({ params, query, requester }: EndpointRequest<typeof getRoomStateEvent>): Promise<RawJson> {
    const { roomId, eventType, stateKey } = params;
    const { events } = await this.rooms.getState({ roomId, requester: requester.userId, eventType, stateKey });
    const [event] = events;
    if (!event) throw MatrixError.notFound('The room has no such state');
    if (query.format === 'event') return new RawJson(this.clientEvents.state(event, { roomId, requester }));
    const { content } = parseExactJson(event.pdu.toString()) as Pdu;
    return new RawJson(JSON.stringify(content));
  }

  /** GET /rooms/{roomId}/members */
  @Endpoint(getMembers)
  async getMembers({ params, query, requester }: EndpointRequest<typeof getMembers>): Promise<RawJson> {
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

  /** GET /rooms/{roomId}/joined_members: for those who are in the room now. */
  @Endpoint(getJoinedMembers)
  async getJoinedMembers(
    request: EndpointRequest<typeof getJoinedMembers>,
  ): Promise<AnswerOf<typeof getJoinedMembers>> {
    const { roomId } = request.params;
    const requester = request.requester.userId;
    const { events, requesterJoined } = await this.rooms.getMembers({ roomId, requester, membership: 'join' });
    if (!requesterJoined) throw MatrixError.forbidden('You are not in this room');
    const joined = events.map(({ pdu }) => {
      const member = parseJson(pdu.toString()) as Pdu;
      const { displayname, avatarUrl } = memberProfileOf(member);
      const shown = {
        ...(displayname !== undefined && { display_name: displayname }),
        ...(avatarUrl !== undefined && { avatar_url: avatarUrl }),
      };
      return [member.state_key ?? '', shown] as const;
    });
    return { joined: Object.fromEntries(joined) };
  }

  /** GET /rooms/{roomId}/messages */
  @Endpoint(getMessages)
  async getMessages(request: EndpointRequest<typeof getMessages>): Promise<RawJson> {
    const page = await this.rooms.getMessages(this.#pageOf(request));
    const { requester, params } = request;
    const chunk = await this.preferences.heardBy(requester.userId, page.chunk);
    const reader = { roomId: params.roomId, requester };
    const members = [
      `"start":${JSON.stringify(request.query.from ?? this.#startOf(page))}`,
      ...this.#token('end', page.end),
      `"chunk":${await this.clientEvents.events(chunk, reader)}`,
      ...(page.state.length > 0 ? [`"state":${await this.clientEvents.states(page.state, reader)}`] : []),
    ];
    return new RawJson(`{${members.join(',')}}`);
  }

  /** GET /rooms/{roomId}/context/{eventId} */
  @Endpoint(getContext)
  async getContext({ params, query, requester }: EndpointRequest<typeof getContext>): Promise<RawJson> {
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

  #pageOf({ params, query, requester }: EndpointRequest<typeof getMessages>): GetMessagesRequest {
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

  #token(name: 'start' | 'end', point: TimelinePoint | undefined): string[] {
    return point ? [`"${name}":${JSON.stringify(this.tokens.write(point))}`] : [];
  }
}

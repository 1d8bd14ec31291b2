import { Inject, Injectable } from '@nestjs/common';
import {
  Direction,
  type GetMessagesRequest,
  type GetMessagesResponse,
  RoomServiceDefinition,
  StatePart,
  type StoredEvent,
  type TimelinePoint,
} from '@chappe/contracts';
import { parseExactJson, parseJson } from '@chappe/crypto';
import { memberProfileOf, type Pdu } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointRequest, RawJson, type StreamedJson } from '@chappe/http';
import {
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
import { EVENTS_PASSED_PER_POINT } from './room-history.limits.js';
import { StateAnswers } from './state-answers.js';

const DIRECTIONS = { b: Direction.DIRECTION_BACKWARD, f: Direction.DIRECTION_FORWARD } as const;

/** Getting events for a room (Client-Server API). */
@Injectable()
export class RoomHistoryEndpoints {
  constructor(
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: RoomService,
    private readonly tokens: PageTokens,
    private readonly clientEvents: ClientEvents,
    private readonly preferences: ContactPreferences,
    private readonly states: StateAnswers,
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
  async getRoomState({ params, requester }: EndpointRequest<typeof getRoomState>): Promise<RawJson | StreamedJson> {
    const { roomId } = params;
    const asked = { roomId, requester: requester.userId };
    const { root, showsRedactions } = await this.rooms.findState({ ...asked, atPosition: undefined });
    const question = { ...asked, root, withRedactions: showsRedactions };
    const write = (events: StoredEvent[]) => this.clientEvents.stateList(events, { roomId, requester });
    return this.states.answer(question, { head: '[', tail: ']', write });
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
  async getMembers(request: EndpointRequest<typeof getMembers>): Promise<RawJson | StreamedJson> {
    const { params, query, requester } = request;
    const { roomId } = params;
    const atPosition = await this.tokens.positionOf(query.at, { roomId, name: 'at' });
    const found = await this.rooms.findState({ roomId, requester: requester.userId, atPosition });
    const part = membersWith({ membership: query.membership, notMembership: query.not_membership });
    const { root, showsRedactions: withRedactions } = found;
    const question = { roomId, root, withRedactions, part, requester: requester.userId };
    const write = (events: StoredEvent[]) => this.clientEvents.stateList(events, { roomId, requester });
    return this.states.answer(question, { head: '{"chunk":[', tail: ']}', write });
  }

  /** GET /rooms/{roomId}/joined_members: for those who are in the room now. */
  @Endpoint(getJoinedMembers)
  async getJoinedMembers(request: EndpointRequest<typeof getJoinedMembers>): Promise<RawJson | StreamedJson> {
    const { roomId } = request.params;
    const { userId } = request.requester;
    const found = await this.rooms.findState({ roomId, requester: userId, atPosition: undefined });
    if (!found.requesterJoined) throw MatrixError.forbidden('You are not in this room');
    const part = membersWith({ membership: 'join' });
    const question = { roomId, root: found.root, part, requester: userId };
    return this.states.answer(question, { head: '{"joined":{', tail: '}}', write: joinedMembers });
  }

  /** GET /rooms/{roomId}/messages */
  @Endpoint(getMessages)
  async getMessages(request: EndpointRequest<typeof getMessages>): Promise<RawJson> {
    const { generation } = this.tokens;
    const page = await this.rooms.getMessages(await this.#pageOf(request));
    const { requester, params } = request;
    request.costs(pointsFor(page.passed));
    const chunk = await this.preferences.heardBy(requester.userId, page.chunk);
    const reader = { roomId: params.roomId, requester };
    const members = [
      `"start":${JSON.stringify(request.query.from ?? this.#startOf(page, generation))}`,
      ...this.#token('end', page.end, generation),
      `"chunk":${await this.clientEvents.events(chunk, reader)}`,
      ...(page.state.length > 0 ? [`"state":${await this.clientEvents.states(page.state, reader)}`] : []),
    ];
    return new RawJson(`{${members.join(',')}}`);
  }

  /** GET /rooms/{roomId}/context/{eventId} */
  @Endpoint(getContext)
  async getContext(request: EndpointRequest<typeof getContext>): Promise<RawJson | StreamedJson> {
    const { params, query, requester } = request;
    const { roomId, eventId } = params;
    const { generation } = this.tokens;
    const question = { roomId, eventId, requester: requester.userId, stateInPages: true, ...readPageFilter(query) };
    const { event, ...around } = await this.rooms.getContext(question);
    request.costs(pointsFor(around.passed));
    if (!event) throw MatrixError.notFound('Event not found');
    const before = await this.preferences.heardBy(requester.userId, around.eventsBefore);
    const after = await this.preferences.heardBy(requester.userId, around.eventsAfter);
    const reader = { roomId, requester };
    const members = [
      ...this.#token('start', around.start, generation),
      ...this.#token('end', around.end, generation),
      `"event":${this.clientEvents.event(event, reader)}`,
      `"events_before":${await this.clientEvents.events(before, reader)}`,
      `"events_after":${await this.clientEvents.events(after, reader)}`,
    ];
    const shown = [event, ...around.eventsBefore, ...around.eventsAfter];
    const part = StatePart.fromPartial({ filter: question.filter, members: shown.map(senderOf) });
    const write = (events: StoredEvent[]) => this.clientEvents.stateList(events, reader);
    const form = { head: `{${members.join(',')},"state":[`, tail: ']}', write };
    return this.states.answer({ roomId, root: around.stateRoot, part, requester: requester.userId }, form);
  }

  async #pageOf({ params, query, requester }: EndpointRequest<typeof getMessages>): Promise<GetMessagesRequest> {
    const { roomId } = params;
    const isBackward = query.dir === 'b';
    const from = await this.tokens.read(query.from, { roomId, name: 'from', isBackward });
    const to = await this.tokens.read(query.to, { roomId, name: 'to', isBackward });
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

  #startOf({ start }: GetMessagesResponse, generation: number): string {
    if (!start) throw new Error('the room service gave a page of messages without its start');
    return this.tokens.write(start, generation);
  }

  #token(name: 'start' | 'end', point: TimelinePoint | undefined, generation: number): string[] {
    return point ? [`"${name}":${JSON.stringify(this.tokens.write(point, generation))}`] : [];
  }
}

/** For events that were looked at for nothing. */
function pointsFor(passed: number): number {
  return Math.floor(passed / EVENTS_PASSED_PER_POINT);
}

/** Member events only, by their membership. */
function membersWith(filter: { readonly membership?: string; readonly notMembership?: string }): StatePart {
  return StatePart.fromPartial({ membersOnly: true, ...filter });
}

/** The members of `joined`: names and avatars by user ID. */
function joinedMembers(events: readonly StoredEvent[]): string {
  const members = events.map(({ pdu }) => {
    const member = parseJson(pdu.toString()) as Pdu;
    const { displayname, avatarUrl } = memberProfileOf(member);
    const shown = {
      ...(displayname !== undefined && { display_name: displayname }),
      ...(avatarUrl !== undefined && { avatar_url: avatarUrl }),
    };
    return `${JSON.stringify(member.state_key ?? '')}:${JSON.stringify(shown)}`;
  });
  return members.join(',');
}

function senderOf({ pdu }: StoredEvent): string {
  return (parseJson(pdu.toString()) as Pdu).sender;
}

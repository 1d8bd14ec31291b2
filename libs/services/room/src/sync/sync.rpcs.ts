import { Injectable } from '@nestjs/common';
import {
  RoomServiceDefinition,
  type ReadEventsRequest,
  type ReadEventsResponse,
  type ReadRoomRequest,
  type ReadRoomResponse,
  type ReadSlotsRequest,
  type ReadSlotsResponse,
  type ReadStateDeltaRequest,
  type ReadStateDeltaResponse,
  type ReadStateRequest,
  type ReadStateResponse,
  type ReadTimelineRequest,
  type ReadTimelineResponse,
} from '@chappe/contracts';
import { EMPTY_STATE, type NodeHash, type RoomId } from '@chappe/events';
import { Generations } from '@chappe/event-log';
import { Rpc } from '@chappe/grpc';
import { Partitions, type RoomKey } from '../partitions/partitions.js';
import { READ_EVENTS_MAX, READ_SLOTS_MAX, TIMELINE_READ_MAX } from '../room.limits.js';
import { StatePages } from '../state/state-pages.js';
import { requestedPart } from '../state/state-part.js';
import { pointBefore } from '../timeline/timeline-point.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import { toStoredEvent } from '../timeline/to-stored-event.js';
import { RoomSnapshots } from './room-snapshots.js';

/** What the sync service builds its views of rooms from; nothing here asks who may see it. */
@Injectable()
export class SyncRpcs {
  constructor(
    private readonly snapshots: RoomSnapshots,
    private readonly partitions: Partitions,
    private readonly timeline: TimelineStore,
    private readonly pages: StatePages,
    private readonly generations: Generations,
  ) {}

  /**
   * See {@link RoomSnapshots.take}.
   * @throws MatrixError M_FORBIDDEN, M_TOO_LARGE when the state is not asked for in pages
   */
  @Rpc(RoomServiceDefinition, 'readRoom')
  readRoom(request: ReadRoomRequest): Promise<ReadRoomResponse> {
    return this.generations.within(request.generation, () => this.#room(request));
  }

  /**
   * The newest events of a range of positions. Empty, without a start, for a range without events and for a room that
   * this server does not have.
   */
  @Rpc(RoomServiceDefinition, 'readTimeline')
  readTimeline(request: ReadTimelineRequest): Promise<ReadTimelineResponse> {
    return this.generations.within(request.generation, () => this.#timeline(request));
  }

  /**
   * What differs between the states of a room at two positions. Takes time in proportion to the difference. Empty for a
   * room that this server does not have.
   * @throws MatrixError M_TOO_LARGE when it is not asked for in pages
   */
  @Rpc(RoomServiceDefinition, 'readStateDelta')
  readStateDelta(request: ReadStateDeltaRequest): Promise<ReadStateDeltaResponse> {
    return this.generations.within(request.generation, () => this.#stateDelta(request));
  }

  async #timeline(request: ReadTimelineRequest): Promise<ReadTimelineResponse> {
    const room = this.partitions.roomKey(request.roomId as RoomId);
    const limit = Math.min(request.limit, TIMELINE_READ_MAX);
    const range = { after: request.afterPosition, upTo: request.toPosition, limit: limit + 1 };
    const { events: newest, isCut } = await this.timeline.newest(room, range);
    const events = newest.slice(Math.max(0, newest.length - limit));
    const [first] = events;
    return {
      events: events.map((event) => toStoredEvent(event)),
      limited: newest.length > limit || isCut,
      start: first && pointBefore(first),
    };
  }

  async #room(request: ReadRoomRequest): Promise<ReadRoomResponse> {
    const read = await this.snapshots.take(request);
    if (request.stateInPages) return read;
    const room = this.partitions.roomKey(request.roomId as RoomId);
    return { ...read, state: await this.pages.whole(room, { to: read.stateRoot, showsRedaction: true }) };
  }

  async #stateDelta(request: ReadStateDeltaRequest): Promise<ReadStateDeltaResponse> {
    const room = this.partitions.roomKey(request.roomId as RoomId);
    const [from, to] = await Promise.all([
      this.#rootAt(room, request.fromPosition),
      this.#rootAt(room, request.toPosition),
    ]);
    const { after, pageBytes } = request;
    if (pageBytes === 0) return { events: await this.pages.whole(room, { from, to }), next: '' };
    return this.pages.page(room, { from, to }, { after, bytes: pageBytes });
  }

  /**
   * A page of a state by its root.
   * @throws MatrixError M_INVALID_PARAM for a page that cannot be or a malformed filter, M_BAD_JSON
   */
  @Rpc(RoomServiceDefinition, 'readState')
  async readState(request: ReadStateRequest): Promise<ReadStateResponse> {
    const room = this.partitions.roomKey(request.roomId as RoomId);
    const { root, after, pageBytes, withRedactions, part, requester } = request;
    const reader = requester === '' ? undefined : requester;
    const range = { to: root, showsRedaction: withRedactions, part: requestedPart(part), reader };
    return this.pages.page(room, range, { after, bytes: pageBytes });
  }

  /** Some slots of the state at a position, {@link READ_SLOTS_MAX} at most. */
  @Rpc(RoomServiceDefinition, 'readSlots')
  async readSlots(request: ReadSlotsRequest): Promise<ReadSlotsResponse> {
    const room = this.partitions.roomKey(request.roomId as RoomId);
    const root = await this.#rootAt(room, request.position);
    const events = await this.pages.slotsAt(room, root, request.slots.slice(0, READ_SLOTS_MAX));
    return { events: events.map((event) => toStoredEvent(event, { showsRedaction: false })) };
  }

  /** Events of a room, {@link READ_EVENTS_MAX} at most. */
  @Rpc(RoomServiceDefinition, 'readEvents')
  async readEvents({ roomId, eventIds }: ReadEventsRequest): Promise<ReadEventsResponse> {
    const room = this.partitions.roomKey(roomId as RoomId);
    const events = await this.timeline.byIds(room, eventIds.slice(0, READ_EVENTS_MAX));
    return { events: events.map((event) => toStoredEvent(event)) };
  }

  async #rootAt(room: RoomKey, position: number): Promise<NodeHash> {
    if (position === 0) return EMPTY_STATE;
    const event = await this.timeline.lastAt(room, position);
    return event?.stateAfter ?? EMPTY_STATE;
  }
}

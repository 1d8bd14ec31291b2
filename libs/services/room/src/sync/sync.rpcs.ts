import { Injectable } from '@nestjs/common';
import {
  RoomServiceDefinition,
  type ReadRoomRequest,
  type ReadRoomResponse,
  type ReadStateDeltaRequest,
  type ReadStateDeltaResponse,
  type ReadTimelineRequest,
  type ReadTimelineResponse,
} from '@chappe/contracts';
import { EMPTY_STATE, type NodeHash, type RoomId } from '@chappe/events';
import { Rpc } from '@chappe/grpc';
import { Partitions, type RoomKey } from '../partitions/partitions.js';
import { TIMELINE_READ_MAX } from '../room.limits.js';
import { PastState } from '../state/past-state.js';
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
    private readonly past: PastState,
  ) {}

  /** See {@link RoomSnapshots.take}. */
  @Rpc(RoomServiceDefinition, 'readRoom')
  readRoom(request: ReadRoomRequest): Promise<ReadRoomResponse> {
    return this.snapshots.take(request);
  }

  /**
   * The newest events of a range of positions. Empty, without a start, for a range without events and for a room that
   * this server does not have.
   */
  @Rpc(RoomServiceDefinition, 'readTimeline')
  async readTimeline(request: ReadTimelineRequest): Promise<ReadTimelineResponse> {
    const room = this.partitions.roomKey(request.roomId as RoomId);
    const limit = Math.min(request.limit, TIMELINE_READ_MAX);
    const range = { after: request.afterPosition, upTo: request.toPosition, limit: limit + 1 };
    const newest = await this.timeline.newest(room, range);
    const events = newest.slice(Math.max(0, newest.length - limit));
    const [first] = events;
    return {
      events: events.map((event) => toStoredEvent(event)),
      limited: newest.length > limit,
      start: first && pointBefore(first),
    };
  }

  /**
   * What differs between the states of a room at two positions. Takes time in proportion to the difference. Empty for a
   * room that this server does not have.
   */
  @Rpc(RoomServiceDefinition, 'readStateDelta')
  async readStateDelta(request: ReadStateDeltaRequest): Promise<ReadStateDeltaResponse> {
    const room = this.partitions.roomKey(request.roomId as RoomId);
    const [from, to] = await Promise.all([
      this.#rootAt(room, request.fromPosition),
      this.#rootAt(room, request.toPosition),
    ]);
    return { events: await this.past.delta(room, { from, to }) };
  }

  async #rootAt(room: RoomKey, position: number): Promise<NodeHash> {
    if (position === 0) return EMPTY_STATE;
    const event = await this.timeline.lastAt(room, position);
    return event?.stateAfter ?? EMPTY_STATE;
  }
}

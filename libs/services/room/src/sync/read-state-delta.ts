import { Injectable } from '@nestjs/common';
import type { ReadStateDeltaRequest, ReadStateDeltaResponse } from '@chappe/contracts';
import { EMPTY_STATE, type NodeHash, type RoomId } from '@chappe/events';
import { RoomHeads } from '../heads/room-heads.js';
import { PastState } from '../state/past-state.js';
import type { RoomPlace } from '../state/state-node.store.js';
import { TimelineStore } from '../timeline/timeline.store.js';

/** What differs between the states of a room at two positions, for the sync service. */
@Injectable()
export class ReadStateDelta {
  constructor(
    private readonly heads: RoomHeads,
    private readonly timeline: TimelineStore,
    private readonly past: PastState,
  ) {}

  /** Takes time in proportion to the difference. Empty for a room that this server does not have. */
  async read(request: ReadStateDeltaRequest): Promise<ReadStateDeltaResponse> {
    const place = this.heads.placeOf(request.roomId as RoomId);
    const [from, to] = await Promise.all([
      this.#rootAt(place, request.fromPosition),
      this.#rootAt(place, request.toPosition),
    ]);
    return { events: await this.past.delta(place, { from, to }) };
  }

  async #rootAt(place: RoomPlace, position: number): Promise<NodeHash> {
    if (position === 0) return EMPTY_STATE;
    const event = await this.timeline.lastAt(place, position);
    return event?.stateAfter ?? EMPTY_STATE;
  }
}

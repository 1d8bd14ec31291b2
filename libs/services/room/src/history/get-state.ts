import { Injectable } from '@nestjs/common';
import type { GetStateRequest, GetStateResponse } from '@chappe/contracts';
import type { StateSlot } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { CurrentStateStore } from '../state/current-state.store.js';
import { PastState } from '../state/past-state.js';
import type { TimelineEvent } from '../timeline/timeline-event.js';
import { toStoredEvent } from '../timeline/to-stored-event.js';
import type { Reader } from '../visibility/reader.js';
import { Readers } from '../visibility/readers.js';

/** State in force; for who has left, at leaving (client-server-api, "GET /rooms/{roomId}/state"). */
@Injectable()
export class GetState {
  constructor(
    private readonly readers: Readers,
    private readonly current: CurrentStateStore,
    private readonly past: PastState,
  ) {}

  /** @throws MatrixError M_FORBIDDEN, M_NOT_FOUND when nothing is in the slot that is asked for */
  async get(request: GetStateRequest): Promise<GetStateResponse> {
    const reader = await this.readers.admit(request.roomId, request.requester);
    if (request.eventType !== undefined) {
      const event = await this.#slot(reader, { type: request.eventType, stateKey: request.stateKey ?? '' });
      if (!event) throw MatrixError.notFound('The room has no such state');
      return { events: [toStoredEvent(event)] };
    }
    if (reader.left) return { events: await this.past.at(reader.room, reader.left.state) };
    return { events: await this.current.all(reader.room) };
  }

  #slot(reader: Reader, slot: StateSlot): Promise<TimelineEvent | undefined> {
    if (reader.left) return this.past.slotAt(reader.room, reader.left.state, slot);
    // PostgreSQL's text holds no NUL, so neither does a stored slot.
    if (`${slot.type}${slot.stateKey}`.includes('\0')) return Promise.resolve(undefined);
    return this.current.slot(reader.room, slot);
  }
}

import { Injectable } from '@nestjs/common';
import type { GetStateRequest, GetStateResponse } from '@chappe/contracts';
import type { StateSlot } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { CurrentStateStore } from '../state/current-state.store.js';
import { StatePages } from '../state/state-pages.js';
import { ReaderEvents } from '../timeline/reader-events.js';
import type { TimelineEvent } from '../timeline/timeline-event.js';
import type { Reader } from '../visibility/reader.js';
import { Readers } from '../visibility/readers.js';

/** One slot of the state as a reader may see it: in force, or, for who has left, at leaving. */
@Injectable()
export class GetSlot {
  constructor(
    private readonly readers: Readers,
    private readonly current: CurrentStateStore,
    private readonly pages: StatePages,
    private readonly events: ReaderEvents,
  ) {}

  /** @throws MatrixError M_FORBIDDEN, M_NOT_FOUND when nothing is in the slot */
  async get(request: GetStateRequest): Promise<GetStateResponse> {
    const reader = await this.readers.admit(request.roomId, request.requester);
    const event = await this.#find(reader, { type: request.eventType ?? '', stateKey: request.stateKey ?? '' });
    if (!event) throw MatrixError.notFound('The room has no such state');
    return { events: await this.events.of(reader, [{ event }]) };
  }

  async #find(reader: Reader, slot: StateSlot): Promise<TimelineEvent | undefined> {
    if (reader.left) return (await this.pages.slotsAt(reader.room, reader.left.state, [slot]))[0];
    // PostgreSQL's text holds no NUL, so neither does a stored slot.
    if (`${slot.type}${slot.stateKey}`.includes('\0')) return undefined;
    return this.current.slot(reader.room, slot);
  }
}

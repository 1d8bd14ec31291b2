import { Inject, Injectable } from '@nestjs/common';
import type { RoomId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { CLOCK, Lane, TimeSlice, type Clock } from '@chappe/runtime';
import { LANE_TASKS_MAX, LANE_TASKS_PER_TURN } from '../room.limits.js';

/** One ordered lane per room: a task starts when the one before it in the same room has ended, however it ended. */
@Injectable()
export class RoomLanes {
  readonly #lanes = new Map<RoomId, Lane>();
  /** Of all lanes: they have one event loop. */
  readonly #slice: TimeSlice;

  constructor(@Inject(CLOCK) clock: Clock) {
    this.#slice = new TimeSlice(clock, { stepsMax: LANE_TASKS_PER_TURN });
  }

  /** Rooms in which a task runs. */
  get size(): number {
    return this.#lanes.size;
  }

  /** @throws MatrixError 503 when too many tasks wait for this room */
  run<T>(roomId: RoomId, task: () => Promise<T>): Promise<T> {
    return (this.#lanes.get(roomId) ?? this.#open(roomId)).run(task);
  }

  #open(roomId: RoomId): Lane {
    const lane = new Lane({
      waitingMax: LANE_TASKS_MAX - 1,
      refusal: () => MatrixError.unavailable('Too many requests wait for this room'),
      slice: this.#slice,
      onIdle: () => this.#lanes.delete(roomId),
    });
    this.#lanes.set(roomId, lane);
    return lane;
  }
}

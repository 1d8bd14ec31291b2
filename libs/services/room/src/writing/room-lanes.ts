import { Inject, Injectable } from '@nestjs/common';
import type { RoomId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { CLOCK, type Clock } from '@chappe/runtime';
import { LANE_TASKS_MAX, LANE_TASKS_PER_TURN } from '../room.limits.js';

interface Lane {
  last: Promise<unknown>;
  /** Running or waiting. */
  tasks: number;
  /** Tasks that found another one before them. */
  enqueued: number;
}

/** One ordered lane per room: a task starts when the one before it in the same room has ended, however it ended. */
@Injectable()
export class RoomLanes {
  readonly #lanes = new Map<RoomId, Lane>();

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** @throws MatrixError 503 when too many tasks wait for this room */
  run<T>(roomId: RoomId, task: () => Promise<T>): Promise<T> {
    const lane = this.#lanes.get(roomId);
    if (lane && lane.tasks >= LANE_TASKS_MAX) {
      return Promise.reject(MatrixError.unavailable('Too many requests wait for this room'));
    }
    return lane ? this.#enqueue(roomId, lane, task) : this.#open(roomId, task);
  }

  #open<T>(roomId: RoomId, task: () => Promise<T>): Promise<T> {
    const lane: Lane = { last: Promise.resolve(), tasks: 1, enqueued: 0 };
    this.#lanes.set(roomId, lane);
    const result = task();
    lane.last = this.#watch(roomId, lane, result);
    return result;
  }

  #enqueue<T>(roomId: RoomId, lane: Lane, task: () => Promise<T>): Promise<T> {
    lane.tasks++;
    lane.enqueued++;
    const pauses = lane.enqueued % LANE_TASKS_PER_TURN === 0;
    const turn = pauses ? lane.last.then(() => this.clock.sleep(0)) : lane.last;
    const result = turn.then(task);
    lane.last = this.#watch(roomId, lane, result);
    return result;
  }

  /** Settles, without failing, when the task has ended; the last one closes the lane. */
  #watch(roomId: RoomId, lane: Lane, result: Promise<unknown>): Promise<void> {
    const ended = (): void => {
      lane.tasks--;
      if (lane.tasks === 0) this.#lanes.delete(roomId);
    };
    return result.then(ended, ended);
  }
}

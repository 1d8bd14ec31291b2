import type { Clock } from '@chappe/runtime';
import { DEADLINE_CHECK_PERIOD_MS } from './grpc.limits.js';

/** Something that must be over at a time of {@link Clock.monotonicMs}. */
export interface Due {
  readonly deadlineMs: number;
  expire(): void;
}

/** Ends what is overdue. One timer for all: calls are many and hardly any expires. */
export class Deadlines {
  readonly #open = new Set<Due>();
  readonly #stop: () => void;

  constructor(private readonly clock: Clock) {
    this.#stop = clock.every(DEADLINE_CHECK_PERIOD_MS, () => this.#expireOverdue());
  }

  get size(): number {
    return this.#open.size;
  }

  add(due: Due): void {
    this.#open.add(due);
  }

  delete(due: Due): void {
    this.#open.delete(due);
  }

  close(): void {
    this.#stop();
  }

  #expireOverdue(): void {
    const nowMs = this.clock.monotonicMs();
    for (const due of this.#open) {
      if (due.deadlineMs > nowMs) continue;
      this.#open.delete(due);
      due.expire();
    }
  }
}

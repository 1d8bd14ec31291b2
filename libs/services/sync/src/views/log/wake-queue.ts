import type { Clock } from '@chappe/runtime';
import { WAKE_SLICE } from '../../sync.limits.js';

/** A user whose requests may sleep here until something changes. */
export interface Waiter {
  readonly userId: string;
  /** Counts everything that might show in an answer. */
  version: number;
  readonly sleepers: Set<() => void>;
}

/**
 * Wakes the long polls of users for whom something changed: once per tick, in slices, so that a large room stalls
 * nobody.
 */
export class WakeQueue {
  readonly #users = new Set<Waiter>();
  #isScheduled = false;

  constructor(private readonly clock: Clock) {}

  /** Something that may show in an answer to this user changed. */
  wake(user: Waiter): void {
    user.version++;
    if (user.sleepers.size === 0) return;
    this.#users.add(user);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.#drain());
  }

  #drain(): void {
    let woken = 0;
    for (const user of this.#users) {
      if (woken >= WAKE_SLICE) {
        this.clock.after(0, () => this.#drain());
        return;
      }
      this.#users.delete(user);
      for (const wakeUp of user.sleepers) wakeUp();
      woken += user.sleepers.size + 1;
      user.sleepers.clear();
    }
    this.#isScheduled = false;
  }
}

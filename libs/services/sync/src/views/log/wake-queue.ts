import type { TraceContext } from '@chappe/contracts';
import type { Clock } from '@chappe/runtime';
import { WAKE_SLICE, WAKES_TRACED_MAX } from '../../sync.limits.js';

/** Wakes a sleeping request. @param cause the traced entry for which it is woken, if it was one */
export type WakeUp = (cause?: TraceContext) => void;

/** A user whose requests may sleep here until something changes. */
export interface Waiter {
  readonly userId: string;
  /** Counts everything that might show in an answer. */
  version: number;
  readonly sleepers: Set<WakeUp>;
  /** The traced entry for which they are woken next; undefined most of the time. */
  cause: TraceContext | undefined;
}

/**
 * Wakes the long polls of users for whom something changed: once per tick, in slices, so that a large room stalls
 * nobody.
 */
export class WakeQueue {
  readonly #users = new Set<Waiter>();
  #isScheduled = false;
  /** The last traced entry, and how many users it was the cause for. */
  #cause: TraceContext | undefined;
  #caused = 0;

  constructor(private readonly clock: Clock) {}

  /** Something that may show in an answer to this user changed. @param cause of a traced entry */
  wake(user: Waiter, cause?: TraceContext): void {
    user.version++;
    if (user.sleepers.size === 0) return;
    if (cause) this.#trace(user, cause);
    this.#users.add(user);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.#drain());
  }

  /** An entry of a large room wakes many; a few of them tell enough. */
  #trace(user: Waiter, cause: TraceContext): void {
    if (cause !== this.#cause) this.#caused = 0;
    this.#cause = cause;
    if (this.#caused++ < WAKES_TRACED_MAX) user.cause ??= cause;
  }

  #drain(): void {
    let woken = 0;
    for (const user of this.#users) {
      if (woken >= WAKE_SLICE) {
        this.clock.after(0, () => this.#drain());
        return;
      }
      this.#users.delete(user);
      for (const wakeUp of user.sleepers) wakeUp(user.cause);
      user.cause = undefined;
      woken += user.sleepers.size + 1;
      user.sleepers.clear();
    }
    this.#isScheduled = false;
  }
}

import { MatrixError } from '@chappe/matrix-api';
import type { Clock } from '@chappe/runtime';
import { CALLS_WAITING_MAX } from '../grpc.limits.js';

/** What calls wait for: a change of some connection, or news about a partition's owner. */
export type Awaited = 'connection' | number;

/** Calls that wait until something changes. Their number is bounded. */
export class WaitingCalls {
  readonly #wakes = new Map<Awaited, Set<() => void>>();
  #count = 0;
  #isClosed = false;

  constructor(private readonly clock: Clock) {}

  get count(): number {
    return this.#count;
  }

  /**
   * Resolves when what is awaited was told to have changed, after the time at most, or when the signal is aborted.
   * @throws MatrixError 503 when too many calls wait already, or the process is stopping
   */
  async wait(awaited: Awaited, waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#isClosed) throw MatrixError.unavailable('the process is stopping');
    if (this.#count >= CALLS_WAITING_MAX) throw MatrixError.unavailable('too many calls wait for other processes');
    if (signal?.aborted) return;
    this.#count++;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        cancel();
        this.#forget(awaited, wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const cancel = this.clock.after(waitMs, wake);
      signal?.addEventListener('abort', wake, { once: true });
      this.#remember(awaited, wake);
    });
    this.#count--;
  }

  /** Wakes all calls that wait for this. */
  changed(awaited: Awaited): void {
    const wakes = this.#wakes.get(awaited);
    if (!wakes) return;
    this.#wakes.delete(awaited);
    for (const wake of wakes) wake();
  }

  /** Wakes everybody; nobody waits any more. */
  close(): void {
    this.#isClosed = true;
    for (const awaited of this.#wakes.keys()) this.changed(awaited);
  }

  #remember(awaited: Awaited, wake: () => void): void {
    const wakes = this.#wakes.get(awaited) ?? new Set();
    this.#wakes.set(awaited, wakes.add(wake));
  }

  #forget(awaited: Awaited, wake: () => void): void {
    const wakes = this.#wakes.get(awaited);
    wakes?.delete(wake);
    if (wakes?.size === 0) this.#wakes.delete(awaited);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { MatrixError } from '@chappe/matrix-api';
import { CLOCK, type Clock } from '@chappe/runtime';
import { TO_DEVICE_BYTES_PER_MINUTE_MAX, TO_DEVICE_SENDERS_MAX } from './to-device.limits.js';

const WINDOW_MS = 60_000;

interface Window {
  readonly endsAtMs: number;
  bytes: number;
}

/** How much each user may put into the queues of devices, counted in this process. */
@Injectable()
export class SenderBudgets {
  /** In the order in which they end. */
  readonly #windows = new Map<string, Window>();

  constructor(@Inject(CLOCK) private readonly clock: Pick<Clock, 'monotonicMs'>) {}

  /** @throws MatrixError M_LIMIT_EXCEEDED beyond {@link TO_DEVICE_BYTES_PER_MINUTE_MAX}; nothing is counted then */
  take(userId: string, bytes: number): void {
    const window = this.#current(userId);
    if (window.bytes + bytes > TO_DEVICE_BYTES_PER_MINUTE_MAX) {
      throw MatrixError.limitExceeded(Math.ceil(window.endsAtMs - this.clock.monotonicMs()));
    }
    window.bytes += bytes;
  }

  #current(userId: string): Window {
    const nowMs = this.clock.monotonicMs();
    const existing = this.#windows.get(userId);
    if (existing && existing.endsAtMs > nowMs) return existing;
    const window = { endsAtMs: nowMs + WINDOW_MS, bytes: 0 };
    this.#windows.delete(userId);
    this.#windows.set(userId, window);
    const [oldest] = this.#windows.size > TO_DEVICE_SENDERS_MAX ? this.#windows.keys() : [];
    if (oldest !== undefined) this.#windows.delete(oldest);
    return window;
  }
}

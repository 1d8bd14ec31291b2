import { Inject, Injectable } from '@nestjs/common';
import { MatrixError } from '@chappe/matrix-api';
import { CLOCK, FixedWindow, type Clock } from '@chappe/runtime';
import { TO_DEVICE_BYTES_PER_MINUTE_MAX, TO_DEVICE_SENDERS_MAX } from './to-device.limits.js';

const LIMITS = { durationMs: 60_000, amountMax: TO_DEVICE_BYTES_PER_MINUTE_MAX, keysMax: TO_DEVICE_SENDERS_MAX };

/** How much each user may put into the queues of devices, counted in this process. */
@Injectable()
export class SenderBudgets {
  readonly #bytes: FixedWindow;

  constructor(@Inject(CLOCK) clock: Pick<Clock, 'monotonicMs'>) {
    this.#bytes = new FixedWindow(clock, LIMITS, (retryAfterMs) => MatrixError.limitExceeded(retryAfterMs));
  }

  /** @throws MatrixError M_LIMIT_EXCEEDED beyond {@link TO_DEVICE_BYTES_PER_MINUTE_MAX}; nothing is counted then */
  take(userId: string, bytes: number): void {
    this.#bytes.take(userId, bytes);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { MatrixError } from '@chappe/matrix-api';
import { CLOCK, type Clock, FailurePace } from '@chappe/runtime';
import { type HttpConfig, httpSection } from '../http.config.js';
import { SUSPECT_ADDRESSES_MAX, SUSPECT_LOOK_UPS_AT_ONCE } from '../http.limits.js';
import { clientAddress } from './client-address.js';
import { WINDOW_MS } from './rate-limits.js';

/**
 * Look-ups of tokens that may be anybody's. Tokens are too long to be guessed, so that only the cost of looking them up
 * is bounded: look-ups for an address that sent too many unknown tokens take turns. How many of them wait is bounded by
 * the connections, because each has one of its own.
 */
@Injectable()
export class TokenGuesses {
  readonly #pace: FailurePace | undefined;

  constructor(@Inject(configOf(httpSection)) { rateLimits }: HttpConfig, @Inject(CLOCK) clock: Clock) {
    if (!rateLimits.enabled) return;
    this.#pace = new FailurePace(clock, {
      window: { durationMs: WINDOW_MS, amountMax: rateLimits.unknownTokens, keysMax: SUSPECT_ADDRESSES_MAX },
      atOnce: SUSPECT_LOOK_UPS_AT_ONCE,
      pauseMs: 0,
    });
  }

  /** Settles as the look-up does. One that rejects with M_UNKNOWN_TOKEN counts as a failure, any other does not. */
  lookUp<T>(ip: string, work: () => Promise<T>): Promise<T> {
    if (!this.#pace) return work();
    return this.#pace.run(clientAddress(ip), async (fail) => {
      try {
        return await work();
      } catch (error) {
        if (error instanceof MatrixError && error.errcode === 'M_UNKNOWN_TOKEN') fail();
        throw error;
      }
    });
  }
}

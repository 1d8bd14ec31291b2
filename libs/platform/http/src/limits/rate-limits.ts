import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { MatrixError, type RateLimitClass } from '@chappe/matrix-api';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { type HttpConfig, httpSection } from '../http.config.js';

/** In which requests and failures are counted. */
export const WINDOW_MS = 60_000;

/** The budgets of the rate limit classes, kept in this process (client-server-api/#rate-limiting). */
@Injectable()
export class RateLimits {
  readonly #limiters: ReadonlyMap<RateLimitClass, RateLimiterMemory>;

  constructor(@Inject(configOf(httpSection)) { rateLimits }: HttpConfig) {
    const { enabled, unknownTokens: _failures, ...classes } = rateLimits;
    const budgets = enabled ? (Object.entries(classes) as [RateLimitClass, number][]) : [];
    this.#limiters = new Map(
      budgets.map(([name, points]) => [
        name,
        new RateLimiterMemory({ keyPrefix: name, points, duration: WINDOW_MS / 1_000 }),
      ]),
    );
  }

  /**
   * Takes one point; `undefined` when the class has no limit.
   * @param key user ID or client address
   * @returns rejects with M_LIMIT_EXCEEDED, which says when to come back
   */
  take(rateLimit: RateLimitClass, key: string): Promise<void> | undefined {
    return this.#limiters
      .get(rateLimit)
      ?.consume(key)
      .then(
        () => undefined,
        (refused: unknown) => {
          throw refused instanceof RateLimiterRes ? MatrixError.limitExceeded(refused.msBeforeNext) : refused;
        },
      );
  }

  /** Takes points afterwards, be they there or not: whoever has none left is refused from then on. */
  async charge(rateLimit: RateLimitClass, key: string, points: number): Promise<void> {
    await this.#limiters.get(rateLimit)?.penalty(key, points);
  }

  /** Gives a point back that was taken for nothing. */
  async giveBack(rateLimit: RateLimitClass, key: string): Promise<void> {
    await this.#limiters.get(rateLimit)?.reward(key);
  }
}

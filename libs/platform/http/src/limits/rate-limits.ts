import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { MatrixError, type RateLimitClass } from '@chappe/matrix-api';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { type HttpConfig, httpSection } from '../http.config.js';

const WINDOW_SECONDS = 60;

/** What is counted: requests of a class, and tokens that nobody holds. */
type Budget = RateLimitClass | 'unknownTokens';

/** The budgets of the rate limit classes, kept in this process (client-server-api/#rate-limiting). */
@Injectable()
export class RateLimits {
  readonly #limiters: ReadonlyMap<Budget, RateLimiterMemory>;

  constructor(@Inject(configOf(httpSection)) { rateLimits }: HttpConfig) {
    const { enabled, ...classes } = rateLimits;
    const budgets = enabled ? (Object.entries(classes) as [Budget, number][]) : [];
    this.#limiters = new Map(
      budgets.map(([name, points]) => [
        name,
        new RateLimiterMemory({ keyPrefix: name, points, duration: WINDOW_SECONDS }),
      ]),
    );
  }

  /**
   * Takes one point; `undefined` when the class has no limit.
   * @param key user ID or client address
   * @returns rejects with M_LIMIT_EXCEEDED, which says when to come back
   */
  take(rateLimit: Budget, key: () => string): Promise<void> | undefined {
    return this.#limiters
      .get(rateLimit)
      ?.consume(key())
      .then(
        () => undefined,
        (refused: unknown) => {
          throw refused instanceof RateLimiterRes ? MatrixError.limitExceeded(refused.msBeforeNext) : refused;
        },
      );
  }

  /** Gives a point back that was taken for nothing. */
  async giveBack(budget: Budget, key: string): Promise<void> {
    await this.#limiters.get(budget)?.reward(key);
  }
}

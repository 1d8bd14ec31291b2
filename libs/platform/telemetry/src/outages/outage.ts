import type { Clock } from '@chappe/runtime';
import type { Logger } from '../logger.js';
import { reasonOf } from './reason-of.js';

/** While some of what is asked works and some does not, it is one outage. */
const QUIET_MS = 2_000;

/** Whether one thing that this process needs is there. */
export class Outage {
  #sinceMs: number | undefined;
  #failedMs = 0;
  /** When it worked first since it failed last. */
  #workedMs: number | undefined;
  #refused = 0;

  constructor(
    private readonly what: string,
    private readonly logger: Logger,
    private readonly clock: Pick<Clock, 'monotonicMs'>,
  ) {}

  /** It could not be used. @param error says why, or its cause does */
  failed(error: unknown): void {
    this.#failedMs = this.clock.monotonicMs();
    this.#workedMs = undefined;
    if (this.#sinceMs !== undefined) return;
    this.#sinceMs = this.#failedMs;
    this.#refused = 0;
    this.logger.error({ reason: reasonOf(error) }, `${this.what} is not available`);
  }

  /** It was used. Costs nothing while there is no outage. */
  worked(): void {
    if (this.#sinceMs === undefined) return;
    const nowMs = this.clock.monotonicMs();
    this.#workedMs ??= nowMs;
    if (nowMs - this.#failedMs < QUIET_MS) return;
    const downMs = Math.round(this.#workedMs - this.#sinceMs);
    this.#sinceMs = undefined;
    this.logger.info({ downMs, refused: this.#refused }, `${this.what} is available again`);
  }

  /** A request or a call was refused for it. */
  refused(): void {
    this.#refused++;
  }
}

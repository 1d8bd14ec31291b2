import type { Clock } from '@chappe/runtime';
import type { Logger } from '../logger.js';
import { awayIn } from './away-error.js';
import { Outage } from './outage.js';

/** What this process needs and may have to do without: each outage is a line when it begins and one when it ends. */
export class Outages {
  readonly #outages = new Map<string, Outage>();

  constructor(
    private readonly logger: Logger,
    private readonly clock: Pick<Clock, 'monotonicMs'>,
  ) {}

  /** @param what as {@link AwayError.away} has it; one of few, all are remembered */
  of(what: string): Outage {
    let outage = this.#outages.get(what);
    if (!outage) this.#outages.set(what, (outage = new Outage(what, this.logger, this.clock)));
    return outage;
  }

  /** A request or a call was refused. It counts where an outage is the reason. */
  refused(error: unknown): void {
    const away = awayIn(error);
    if (away) this.of(away.away).refused();
  }
}

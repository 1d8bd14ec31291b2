import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { CLOCK, type Clock } from '@chappe/runtime';
import { type Readiness, READINESS } from '@chappe/telemetry';
import { type HttpConfig, httpSection } from '../http.config.js';
import { OpenRequests } from './open-requests.js';

/** The time in which load balancers learn that this process ends, before it refuses anything. */
@Injectable()
export class Draining {
  constructor(
    private readonly open: OpenRequests,
    @Inject(READINESS) private readonly readiness: Readiness,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(configOf(httpSection)) private readonly config: HttpConfig,
  ) {}

  /**
   * From now on the process is not ready and keeps no connection after its answer, but serves what comes. Settles
   * after `http.drainDelayMs`; `Shutdown` comes next.
   */
  async begin(): Promise<void> {
    this.readiness.withdraw('the process is ending');
    this.open.leave();
    if (this.config.drainDelayMs > 0) await this.clock.sleep(this.config.drainDelayMs);
  }
}

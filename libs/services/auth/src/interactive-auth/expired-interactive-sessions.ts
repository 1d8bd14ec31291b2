import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Postgres } from '@chappe/postgres';
import { CLOCK, OneAtATime, type Clock } from '@chappe/runtime';
import { INTERACTIVE_SESSION_CLEANUP_MS } from '../auth.limits.js';
import { AuthTelemetry } from '../auth.telemetry.js';
import { InteractiveSessionsStore } from './interactive-sessions.store.js';

/** Removes expired sessions now and then. */
@Injectable()
export class ExpiredInteractiveSessions implements OnModuleInit, BeforeApplicationShutdown {
  #stop: () => void = () => undefined;
  readonly #removing = new OneAtATime(() => this.remove());

  constructor(
    private readonly store: InteractiveSessionsStore,
    private readonly postgres: Postgres,
    private readonly telemetry: AuthTelemetry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.#stop = this.clock.every(INTERACTIVE_SESSION_CLEANUP_MS, () => void this.#removing.run());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stop();
    await this.#removing.idle();
  }

  /** A failure is reported; the next round makes it good. */
  async remove(): Promise<void> {
    try {
      await this.store.deleteExpired(this.postgres, this.clock.nowMs());
    } catch (error) {
      this.telemetry.cleanupFailed(error);
    }
  }
}

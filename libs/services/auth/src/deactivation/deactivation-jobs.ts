import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CLOCK, type Clock, OneAtATime, Shutdown } from '@chappe/runtime';
import {
  DEACTIVATION_POLL_PERIOD_MS,
  DEACTIVATION_STEPS_PER_TURN,
  DEACTIVATIONS_REVIEW_PERIOD_MS,
  DEACTIVATIONS_RUNNING_MAX,
} from '../auth.limits.js';
import { AuthTelemetry } from '../auth.telemetry.js';
import type { Deactivation } from './deactivation.js';
import { DeactivationHooks } from './deactivation-hooks.js';
import { Deactivations } from './deactivations.js';
import { progressAfter } from './progress-after.js';

/**
 * Carries out deactivations, a few at a time and in turns. All of it is in a table, with what has been done: whatever
 * dies, another process goes on from the last step that was written down.
 */
@Injectable()
export class DeactivationJobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #running = new Set<Promise<void>>();
  readonly #claiming = new OneAtATime(() => this.#reportFailure(() => this.#claim()));
  readonly #reviewing = new OneAtATime(() => this.#reportFailure(() => this.#review()));
  readonly #stops: (() => void)[] = [];
  #stopped = false;

  constructor(
    private readonly deactivations: Deactivations,
    private readonly hooks: DeactivationHooks,
    private readonly telemetry: AuthTelemetry,
    private readonly shutdown: Shutdown,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    // Before the calls to other services are closed.
    this.shutdown.add({ phase: 'drain', name: 'deactivations', work: () => this.beforeApplicationShutdown() });
    this.#stops.push(
      this.clock.every(DEACTIVATION_POLL_PERIOD_MS, () => this.wake()),
      this.clock.every(DEACTIVATIONS_REVIEW_PERIOD_MS, () => void this.#reviewing.run()),
    );
    void this.#reviewing.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    for (const stop of this.#stops) stop();
    await Promise.all([this.#claiming.idle(), this.#reviewing.idle()]);
    await Promise.all(this.#running);
  }

  /** Looks for what is due. */
  wake(): void {
    if (this.#stopped || this.#running.size >= DEACTIVATIONS_RUNNING_MAX) return;
    void this.#claiming.run();
  }

  /** Asks for what no row says, and tells how much there is to do. */
  async #review(): Promise<void> {
    await this.deactivations.requestMissing();
    const { count, oldestMs } = await this.deactivations.open();
    this.telemetry.deactivationsOpen(count, oldestMs);
  }

  async #claim(): Promise<void> {
    const limit = DEACTIVATIONS_RUNNING_MAX - this.#running.size;
    for (const claimed of await this.deactivations.claim(limit)) {
      const running = this.#reportFailure(() => this.#takeTurn(claimed)).finally(() => {
        this.#running.delete(running);
        this.wake();
      });
      this.#running.add(running);
    }
  }

  /** Some steps of one deactivation; then it waits behind the others that are due. */
  async #takeTurn(claimed: Deactivation): Promise<void> {
    let current = claimed;
    for (let steps = 1; ; steps++) {
      const progress = await this.#step(current);
      if (!progress) return;
      const isOver = progress.next === '' || steps >= DEACTIVATION_STEPS_PER_TURN || this.#stopped;
      const pauseMs = isOver && progress.next !== '' ? 0 : progress.pauseMs;
      if (!(await this.deactivations.advance(current, { ...progress, pauseMs })) || isOver) return;
      current = { ...current, next: progress.next, failed: progress.failed };
    }
  }

  async #step(current: Deactivation): Promise<ReturnType<typeof progressAfter> | undefined> {
    try {
      return progressAfter(current, await this.hooks.step(current));
    } catch (error) {
      if (!this.#stopped) this.telemetry.deactivationStepFailed(current, error);
      await this.deactivations.stepFailed(current, error);
      return undefined;
    }
  }

  /** The table cannot be used: claims run out by themselves, and the next round makes it good. */
  async #reportFailure(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.telemetry.deactivationsUnusable(error);
    }
  }
}

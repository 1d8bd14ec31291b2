import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Postgres, type Tx } from '@chappe/postgres';
import { CLOCK, type Clock, OneAtATime, Shutdown } from '@chappe/runtime';
import { ClientApiTelemetry } from '../client-api.telemetry.js';
import {
  FAN_OUT_CLAIM_MS,
  FAN_OUT_POLL_PERIOD_MS,
  FAN_OUT_RETRY_AFTER_MS,
  FAN_OUT_WAKE_AFTER_MS,
  FAN_OUTS_RUNNING_MAX,
} from './fan-out.limits.js';
import { FanOutStore, type FanOut, type FanOutSubject } from './fan-out.store.js';

/**
 * Tells the room service what changed for a user. May run again after a failure or a crash, and must bear that.
 * `keepClaim` is called between steps of long work; it throws when the process stops.
 */
export type FanOutWork = (userId: string, keepClaim: () => Promise<void>) => Promise<void>;

/**
 * Runs fan-outs from a table rather than from a consumer's transaction: a call to the room service must not hold a
 * database connection, repeated changes of a user become one, and a slow user does not hold up the others of her
 * partition.
 */
@Injectable()
export class FanOuts implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #works = new Map<FanOutSubject, FanOutWork>();
  readonly #running = new Set<Promise<void>>();
  readonly #claiming = new OneAtATime(() => this.#claimOrReport());
  #stopPolling: (() => void) | undefined;
  #stopped = false;

  constructor(
    private readonly store: FanOutStore,
    private readonly postgres: Postgres,
    private readonly telemetry: ClientApiTelemetry,
    private readonly shutdown: Shutdown,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Says how fan-outs of a subject are done. Before the application starts. */
  register(subject: FanOutSubject, work: FanOutWork): void {
    this.#works.set(subject, work);
  }

  /** Asks for a fan-out in the caller's transaction. */
  async request(tx: Tx, fanOut: FanOut): Promise<void> {
    await this.store.request(tx, fanOut);
    this.clock.after(FAN_OUT_WAKE_AFTER_MS, () => this.#wake());
  }

  onApplicationBootstrap(): void {
    // Before the calls to other services are closed.
    this.shutdown.add({ phase: 'drain', name: 'fan-outs', work: () => this.beforeApplicationShutdown() });
    this.#stopPolling = this.clock.every(FAN_OUT_POLL_PERIOD_MS, () => this.#wake());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    this.#stopPolling?.();
    await this.#claiming.idle();
    await Promise.all(this.#running);
  }

  #wake(): void {
    if (this.#stopped || this.#running.size >= FAN_OUTS_RUNNING_MAX) return;
    void this.#claiming.run();
  }

  async #claimOrReport(): Promise<void> {
    try {
      await this.#claim();
    } catch (error) {
      this.telemetry.fanOutsUnreadable(error);
    }
  }

  async #claim(): Promise<void> {
    const limit = FAN_OUTS_RUNNING_MAX - this.#running.size;
    const claim = { claimMs: FAN_OUT_CLAIM_MS, limit, subjects: [...this.#works.keys()] };
    for (const fanOut of await this.store.claim(this.postgres, claim)) {
      const running = this.#run(fanOut).finally(() => {
        this.#running.delete(running);
        this.#wake();
      });
      this.#running.add(running);
    }
  }

  async #run(fanOut: FanOut): Promise<void> {
    try {
      await this.#works.get(fanOut.subject)?.(fanOut.userId, () => this.#keepClaim(fanOut));
      await this.postgres.transaction((tx) => this.store.finish(tx, fanOut));
    } catch (error) {
      if (!this.#stopped) this.telemetry.fanOutFailed(fanOut, error);
      await this.#retryLater(fanOut);
    }
  }

  async #keepClaim(fanOut: FanOut): Promise<void> {
    if (this.#stopped) throw new Error('the process stops');
    await this.store.postpone(this.postgres, fanOut, FAN_OUT_CLAIM_MS);
  }

  /** When this fails too, the claim runs out by itself. */
  async #retryLater(fanOut: FanOut): Promise<void> {
    await this.store
      .postpone(this.postgres, fanOut, FAN_OUT_RETRY_AFTER_MS)
      .catch((error: unknown) => this.telemetry.fanOutsUnreadable(error));
  }
}

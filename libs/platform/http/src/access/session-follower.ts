import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DeviceChange, type LogEntry, userLog } from '@chappe/contracts';
import { EVENT_LOG, type EventLog, type Followed } from '@chappe/event-log';
import { CLOCK, type Clock, Shutdown } from '@chappe/runtime';
import { SESSION_FOLLOW_RETRY_MS } from '../http.limits.js';
import { HttpTelemetry } from '../http.telemetry.js';
import { AccessTokens } from './access-tokens.js';

/** Follows the user log and tells {@link AccessTokens} which sessions ended. While it cannot, nothing is cached. */
@Injectable()
export class SessionFollower implements OnApplicationBootstrap, OnModuleDestroy {
  #followed: readonly Followed[] = [];
  #stopped = false;
  #cancelRetry: (() => void) | undefined;

  constructor(
    private readonly tokens: AccessTokens,
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly telemetry: HttpTelemetry,
    private readonly shutdown: Shutdown,
  ) {}

  /** Serving does not wait for the log: without it every token is asked about. */
  onApplicationBootstrap(): void {
    // Before the database goes: a log that cannot be read is no failure then.
    this.shutdown.add({ phase: 'drain', name: 'session follower', work: () => this.onModuleDestroy() });
    this.#start().catch((error: unknown) => this.#retry(error));
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    this.#cancelRetry?.();
    await this.#stop();
  }

  async #start(): Promise<void> {
    const positions = await this.log.positions(userLog);
    if (this.#stopped) return;
    this.#followed = positions.map((after, partition) =>
      this.log.follow(userLog, { partition, after, name: 'sessions', onEntries: (entries) => this.#apply(entries) }),
    );
    for (const followed of this.#followed) {
      followed.failed.catch((error: unknown) => this.#retry(error, { isExpected: followed.isLost }));
    }
    this.tokens.startKeeping();
  }

  #apply(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      if (entry.kind === userLog.kinds.session.id) {
        const { deviceId } = userLog.kinds.session.codec.decode(entry.payload);
        this.tokens.sessionEnded(entry.key, deviceId);
      } else if (entry.kind === userLog.kinds.device.id) {
        const { deviceId, change } = userLog.kinds.device.codec.decode(entry.payload);
        if (change === DeviceChange.DEVICE_CHANGE_DELETED) this.tokens.sessionEnded(entry.key, deviceId);
      }
    }
  }

  /** @param isExpected the log went back, and the one that follows it has said so */
  #retry(error: unknown, { isExpected } = { isExpected: false }): void {
    this.tokens.stopKeeping();
    if (this.#stopped || this.#cancelRetry) return;
    if (!isExpected) this.telemetry.sessionFollowerFailed(error);
    this.#cancelRetry = this.clock.after(SESSION_FOLLOW_RETRY_MS, () => {
      this.#cancelRetry = undefined;
      this.#stop()
        .then(() => this.#start())
        .catch((failure: unknown) => this.#retry(failure));
    });
  }

  async #stop(): Promise<void> {
    const followed = this.#followed;
    this.#followed = [];
    await Promise.allSettled(followed.map((each) => each.stop()));
  }
}

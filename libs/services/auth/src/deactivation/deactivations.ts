import { Inject, Injectable } from '@nestjs/common';
import { roomPositions } from '@chappe/event-log';
import type { UserId } from '@chappe/events';
import { Postgres, type Tx } from '@chappe/postgres';
import { CLOCK, type Clock } from '@chappe/runtime';
import { Partitions } from '../accounts/partitions.js';
import { DEACTIVATION_RETRY_MS, DEACTIVATIONS_ADDED_MAX, ERROR_LENGTH_MAX } from '../auth.limits.js';
import type { Deactivation, DeactivationProgress } from './deactivation.js';
import { DeactivationHooks } from './deactivation-hooks.js';
import { DeactivationStore } from './deactivation.store.js';

/** What is to be done after accounts were deactivated: asked for, claimed, written down. */
@Injectable()
export class Deactivations {
  constructor(
    private readonly store: DeactivationStore,
    private readonly hooks: DeactivationHooks,
    private readonly partitions: Partitions,
    private readonly postgres: Postgres,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Asks for it in the transaction that deactivates the account. Who joins a room from now on joins later. */
  async request(tx: Tx, userId: UserId): Promise<void> {
    const positions = await roomPositions(tx, this.partitions.count);
    const { services } = this.hooks;
    await this.store.request(tx, userId, { services, roomPositions: positions, nowMs: this.clock.nowMs() });
  }

  /** Asks for what no row says. */
  async requestMissing(): Promise<void> {
    for (const service of this.hooks.services) {
      const limits = { nowMs: this.clock.nowMs(), limit: DEACTIVATIONS_ADDED_MAX };
      while ((await this.store.requestMissing(this.postgres, service, limits)) === limits.limit);
    }
  }

  /** @param untilMs as long as nobody else takes them */
  claim(limit: number, untilMs: number): Promise<Deactivation[]> {
    const { services } = this.hooks;
    return this.store.claim(this.postgres, { services, nowMs: this.clock.nowMs(), untilMs, limit });
  }

  /** False when another process has taken it meanwhile. */
  advance(claimed: Deactivation, progress: DeactivationProgress): Promise<boolean> {
    return this.store.advance(this.postgres, claimed, progress);
  }

  /** The same step is tried again later. */
  async stepFailed(claimed: Deactivation, error: unknown): Promise<void> {
    const dueAtMs = this.clock.nowMs() + DEACTIVATION_RETRY_MS;
    const text = String(error).slice(0, ERROR_LENGTH_MAX).replaceAll('\0', '\uFFFD').toWellFormed();
    const { next, failed } = claimed;
    await this.advance(claimed, { next, failed, handled: 0, error: text, dueAtMs, doneAtMs: undefined });
  }

  open(): ReturnType<DeactivationStore['open']> {
    return this.store.open(this.postgres);
  }
}

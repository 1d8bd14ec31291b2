import { Injectable } from '@nestjs/common';
import { roomPositions } from '@chappe/event-log';
import type { UserId } from '@chappe/events';
import { Postgres, type Tx } from '@chappe/postgres';
import { Partitions } from '../accounts/partitions.js';
import {
  DEACTIVATION_CLAIM_MS,
  DEACTIVATION_RETRY_MS,
  DEACTIVATION_SETTLE_MS,
  DEACTIVATIONS_ADDED_MAX,
  ERROR_LENGTH_MAX,
} from '../auth.limits.js';
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
  ) {}

  /** Asks for it in the transaction that deactivates the account. Who joins a room from now on joins later. */
  async request(tx: Tx, userId: UserId): Promise<void> {
    const positions = await roomPositions(tx, this.partitions.count);
    await this.store.request(tx, userId, { services: this.hooks.services, roomPositions: positions });
  }

  /** Asks for what no row says. */
  async requestMissing(): Promise<void> {
    for (const service of this.hooks.services) {
      const limit = DEACTIVATIONS_ADDED_MAX;
      while ((await this.store.requestMissing(this.postgres, service, limit)) === limit);
    }
  }

  /** Takes some that are due; for a while nobody else takes them. */
  claim(limit: number): Promise<Deactivation[]> {
    const { services } = this.hooks;
    return this.store.claim(this.postgres, { services, claimMs: DEACTIVATION_CLAIM_MS, limit });
  }

  /** False when another process has taken it meanwhile. */
  advance(claimed: Deactivation, progress: DeactivationProgress): Promise<boolean> {
    return this.store.advance(this.postgres, claimed, { ...progress, settleMs: DEACTIVATION_SETTLE_MS });
  }

  /** The same step is tried again later. */
  async stepFailed(claimed: Deactivation, failure: unknown): Promise<void> {
    const error = String(failure).slice(0, ERROR_LENGTH_MAX).replaceAll('\0', '\uFFFD').toWellFormed();
    const { next, failed } = claimed;
    const pauseMs = DEACTIVATION_RETRY_MS;
    await this.advance(claimed, { next, failed, handled: 0, error, pauseMs, isPassed: false });
  }

  open(): ReturnType<DeactivationStore['open']> {
    return this.store.open(this.postgres);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import { clientAddress } from '@chappe/http';
import { Postgres, type Tx } from '@chappe/postgres';
import { CLOCK, type Clock } from '@chappe/runtime';
import { KNOWN_ADDRESS_MS } from '../auth.limits.js';
import { KnownAddressesStore } from './known-addresses.store.js';

/**
 * The addresses at which an account is known: it logged in or refreshed there within {@link KNOWN_ADDRESS_MS}. An IPv6
 * network counts as one. What strangers fail to guess does not keep the account out there.
 */
@Injectable()
export class KnownAddresses {
  constructor(
    private readonly store: KnownAddressesStore,
    private readonly postgres: Postgres,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async isKnown(userId: UserId, ip: string): Promise<boolean> {
    return this.store.has(this.postgres, { userId, address: clientAddress(ip) }, this.clock.nowMs() - KNOWN_ADDRESS_MS);
  }

  /** The account is used from there. Needs its lock. */
  async note(tx: Tx, userId: UserId, ip: string): Promise<void> {
    if (ip === '') return;
    const nowMs = this.clock.nowMs();
    const isNews = await this.store.put(tx, { userId, address: clientAddress(ip) }, nowMs);
    if (isNews) await this.store.removeOld(tx, userId, nowMs - KNOWN_ADDRESS_MS);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { userLog } from '@chappe/contracts';
import { newEntry, UserLogWriter } from '@chappe/event-log';
import type { Tx } from '@chappe/postgres';
import { CLOCK, type Clock } from '@chappe/runtime';
import { type DeviceName, PublishedKeyStore } from '../published-keys/published-key.store.js';
import { LocalUsers } from '../users/local-users.js';
import { type ClaimedKey, type KeyClaim, OneTimeKeyStore } from './one-time-key.store.js';

/** Keys handed out, and the devices whose counts changed by it. */
interface Taken {
  readonly keys: readonly ClaimedKey[];
  readonly changed: readonly DeviceName[];
}

/** Hands out one-time keys: each at most once, in the order of their upload; then the fallback key. */
@Injectable()
export class KeyClaims {
  constructor(
    private readonly store: OneTimeKeyStore,
    private readonly publishedKeys: PublishedKeyStore,
    private readonly localUsers: LocalUsers,
    private readonly writer: UserLogWriter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @param claimant whose claims take turns
   * @param claims for keys of local users' devices, each device and algorithm at most once
   * @returns one key for every claim that could be met
   */
  async claim(claimant: string, claims: readonly KeyClaim[]): Promise<ClaimedKey[]> {
    const claimed: ClaimedKey[] = [];
    for (const [partition, ofPartition] of this.#group(claims)) {
      claimed.push(...(await this.#claimIn(claimant, partition, ofPartition)));
    }
    return claimed;
  }

  /** A transaction of its own for each partition, so that a large claim does not hold the locks of all of them. */
  async #claimIn(claimant: string, partition: number, claims: readonly KeyClaim[]): Promise<readonly ClaimedKey[]> {
    return this.writer.transaction(claimant, async (tx, append) => {
      await this.publishedKeys.lockDevices(tx, partition, claims);
      const { keys, changed } = await this.#take(tx, partition, claims);
      const counts = await this.store.count(tx, partition, changed);
      await append(
        counts.map(({ userId, deviceId, oneTimeKeys, unusedFallbackKeyTypes }) =>
          newEntry(userId, userLog.kinds.keyCounts, { deviceId, oneTimeKeys, unusedFallbackKeyTypes }),
        ),
      );
      return keys;
    });
  }

  async #take(tx: Tx, partition: number, claims: readonly KeyClaim[]): Promise<Taken> {
    const oneTime = await this.store.takeOneTimeKeys(tx, { partition, nowMs: this.clock.nowMs() }, claims);
    const found = new Set(oneTime.map(nameOf));
    const missing = claims.filter((claim) => !found.has(nameOf(claim)));
    const fallback = missing.length > 0 ? await this.store.takeFallbackKeys(tx, partition, missing) : [];
    const changed = new Map<string, DeviceName>();
    for (const { userId, deviceId } of [...oneTime, ...fallback.filter((key) => !key.used)]) {
      changed.set(`${userId} ${deviceId}`, { userId, deviceId });
    }
    return { keys: [...oneTime, ...fallback], changed: [...changed.values()] };
  }

  #group(claims: readonly KeyClaim[]): Map<number, KeyClaim[]> {
    const groups = new Map<number, KeyClaim[]>();
    for (const claim of claims) {
      const { partition } = this.localUsers.placeOf(claim.userId);
      const group = groups.get(partition);
      if (group) group.push(claim);
      else groups.set(partition, [claim]);
    }
    return groups;
  }
}

function nameOf(claim: KeyClaim): string {
  return `${claim.userId} ${claim.deviceId} ${claim.algorithm}`;
}

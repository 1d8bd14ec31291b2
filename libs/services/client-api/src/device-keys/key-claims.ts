import { Inject, Injectable } from '@nestjs/common';
import { userLog } from '@chappe/contracts';
import { newEntry, UserLogWriter } from '@chappe/event-log';
import type { Tx } from '@chappe/postgres';
import { CLOCK, type Clock } from '@chappe/runtime';
import { LocalUsers } from '../users/local-users.js';
import { DeviceKeyRows } from './device-key-rows.js';
import type { DeviceName } from '../published-keys/device-key.store.js';
import type { ClaimedKey, WantedKey } from './one-time-key.store.js';

/** Keys handed out, and the devices whose counts changed by it. */
interface Taken {
  readonly keys: readonly ClaimedKey[];
  readonly changed: readonly DeviceName[];
}

/** Hands out one-time keys: each at most once, in the order of their upload; then the fallback key. */
@Injectable()
export class KeyClaims {
  constructor(
    private readonly rows: DeviceKeyRows,
    private readonly localUsers: LocalUsers,
    private readonly writer: UserLogWriter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @param wanted keys of local users' devices, each device and algorithm at most once
   * @returns one key for every wish that could be fulfilled
   */
  async claim(wanted: readonly WantedKey[]): Promise<ClaimedKey[]> {
    const claimed: ClaimedKey[] = [];
    for (const [partition, ofPartition] of this.#group(wanted)) {
      claimed.push(...(await this.#claimIn(partition, ofPartition)));
    }
    return claimed;
  }

  /** A transaction of its own for each partition, so that a large claim does not hold the locks of all of them. */
  async #claimIn(partition: number, wanted: readonly WantedKey[]): Promise<readonly ClaimedKey[]> {
    return this.writer.transaction(async (tx, append) => {
      await this.rows.identity.lockAll(tx, partition, wanted);
      const { keys, changed } = await this.#take(tx, partition, wanted);
      const counts = await this.rows.counter.count(tx, partition, changed);
      await append(
        counts.map(({ userId, deviceId, oneTimeKeys, unusedFallbackKeyTypes }) =>
          newEntry(userId, userLog.kinds.keyCounts, { deviceId, oneTimeKeys, unusedFallbackKeyTypes }),
        ),
      );
      return keys;
    });
  }

  async #take(tx: Tx, partition: number, wanted: readonly WantedKey[]): Promise<Taken> {
    const oneTime = await this.rows.oneTime.take(tx, { partition, nowMs: this.clock.nowMs() }, wanted);
    const found = new Set(oneTime.map(wishOf));
    const missing = wanted.filter((wish) => !found.has(wishOf(wish)));
    const fallback = missing.length > 0 ? await this.rows.fallback.take(tx, partition, missing) : [];
    const changed = new Map<string, DeviceName>();
    for (const { userId, deviceId } of [...oneTime, ...fallback.filter((key) => !key.used)]) {
      changed.set(`${userId} ${deviceId}`, { userId, deviceId });
    }
    return { keys: [...oneTime, ...fallback], changed: [...changed.values()] };
  }

  #group(wanted: readonly WantedKey[]): Map<number, WantedKey[]> {
    const groups = new Map<number, WantedKey[]>();
    for (const wish of wanted) {
      const { partition } = this.localUsers.placeOf(wish.userId);
      const group = groups.get(partition);
      if (group) group.push(wish);
      else groups.set(partition, [wish]);
    }
    return groups;
  }
}

function wishOf(wish: WantedKey): string {
  return `${wish.userId} ${wish.deviceId} ${wish.algorithm}`;
}

import { Inject, Injectable } from '@nestjs/common';
import { type KeyCounts, userLog } from '@chappe/contracts';
import { type AppendEntries, newEntry, type NewEntry, UserLogWriter } from '@chappe/event-log';
import type { Tx } from '@chappe/postgres';
import { CLOCK, type Clock } from '@chappe/runtime';
import { type DeviceName, PublishedKeyStore } from '../published-keys/published-key.store.js';
import type { DevicePlace } from '../users/local-users.js';
import { CLAIMED_AT_ONCE } from './one-time-key.limits.js';
import {
  type ClaimedKey,
  type KeyClaim,
  type KeyDemand,
  OneTimeKeyStore,
  type TakenFallbackKey,
} from './one-time-key.store.js';

/** What one transaction hands out. */
interface Handout {
  /** Oldest first. */
  readonly oneTime: ReadonlyMap<string, ClaimedKey[]>;
  readonly fallback: ReadonlyMap<string, TakenFallbackKey>;
}

/** Hands out one-time keys: each at most once, in the order of their upload; then the fallback key. */
@Injectable()
export class KeyClaims {
  /** Keys for claims of different claimants, in one transaction over all partitions. */
  readonly #claim: (claimant: string, claims: readonly KeyClaim[]) => Promise<readonly ClaimedKey[]>;

  constructor(
    private readonly store: OneTimeKeyStore,
    private readonly publishedKeys: PublishedKeyStore,
    writer: UserLogWriter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#claim = writer.batched({
      sizeMax: CLAIMED_AT_ONCE,
      sizeOf: (claims) => claims.length,
      write: (tx, append, requests) => this.#write(tx, append, requests),
    });
  }

  /**
   * @param claimant whose claims take turns
   * @param claims for keys of local users' devices, each device and algorithm at most once
   * @returns one key for every claim that could be met
   */
  async claim(claimant: string, claims: readonly KeyClaim[]): Promise<ClaimedKey[]> {
    const claimed: ClaimedKey[] = [];
    for (let start = 0; start < claims.length; start += CLAIMED_AT_ONCE) {
      claimed.push(...(await this.#claim(claimant, claims.slice(start, start + CLAIMED_AT_ONCE))));
    }
    return claimed;
  }

  async #write(
    tx: Tx,
    append: AppendEntries,
    requests: readonly (readonly KeyClaim[])[],
  ): Promise<(readonly ClaimedKey[])[]> {
    const demands = demandsOf(requests.flat());
    await this.publishedKeys.lockDevices(tx, demands);
    const handout = await this.#take(tx, demands);
    await append(await this.#changes(tx, demands, handout));
    return requests.map((claims) => claims.flatMap((claim) => keyFor(claim, handout) ?? []));
  }

  async #take(tx: Tx, demands: readonly KeyDemand[]): Promise<Handout> {
    const keys = await this.store.takeOneTimeKeys(tx, demands, this.clock.nowMs());
    const oneTime = Map.groupBy(keys, nameOf);
    const missing = demands.filter((demand) => (oneTime.get(nameOf(demand))?.length ?? 0) < demand.number);
    const fallback = missing.length > 0 ? await this.store.takeFallbackKeys(tx, missing) : [];
    return { oneTime, fallback: new Map(fallback.map((key) => [nameOf(key), key])) };
  }

  /** Devices that have fewer keys left now are told how many. */
  async #changes(tx: Tx, demands: readonly KeyDemand[], handout: Handout): Promise<NewEntry[]> {
    const left = noneLeftOf(demands.filter((demand) => hasChanged(demand, handout)));
    if (left.size === 0) return [];
    for (const { algorithm, count, isFallback, ...device } of await this.store.listLeft(tx, [...left.values()])) {
      const counts = left.get(deviceOf(device));
      if (isFallback) counts?.unusedFallbackKeyTypes.push(algorithm);
      else if (counts) counts.oneTimeKeys[algorithm] = count;
    }
    return [...left.values()].map(({ userId, deviceId, oneTimeKeys, unusedFallbackKeyTypes }) =>
      newEntry(userId, userLog.kinds.keyCounts, { deviceId, oneTimeKeys, unusedFallbackKeyTypes }),
    );
  }
}

/** How many keys are claimed of each device and algorithm. */
function demandsOf(claims: readonly KeyClaim[]): KeyDemand[] {
  const demands = new Map<string, KeyDemand>();
  for (const claim of claims) {
    const name = nameOf(claim);
    demands.set(name, { ...claim, number: (demands.get(name)?.number ?? 0) + 1 });
  }
  return [...demands.values()];
}

/** The next key for a claim, which nobody else gets; a fallback key is for everybody. */
function keyFor(claim: KeyClaim, { oneTime, fallback }: Handout): ClaimedKey | undefined {
  const name = nameOf(claim);
  return oneTime.get(name)?.shift() ?? fallback.get(name);
}

/** Whether fewer keys are left than before. */
function hasChanged(demand: KeyDemand, { oneTime, fallback }: Handout): boolean {
  return oneTime.has(nameOf(demand)) || fallback.get(nameOf(demand))?.used === false;
}

/** For each device, none of what was claimed: a count of 0 is told too. */
function noneLeftOf(demands: readonly KeyDemand[]): Map<string, DevicePlace & KeyCounts> {
  const left = new Map<string, DevicePlace & KeyCounts>();
  for (const { algorithm, partition, userId, deviceId } of demands) {
    const name = deviceOf({ userId, deviceId });
    const counts = left.get(name) ?? { partition, userId, deviceId, oneTimeKeys: {}, unusedFallbackKeyTypes: [] };
    counts.oneTimeKeys[algorithm] = 0;
    left.set(name, counts);
  }
  return left;
}

function nameOf(claim: DeviceName & { readonly algorithm: string }): string {
  return `${deviceOf(claim)} ${claim.algorithm}`;
}

function deviceOf({ userId, deviceId }: DeviceName): string {
  return `${userId} ${deviceId}`;
}

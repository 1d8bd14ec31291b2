import { DeviceListEntry, roomLog, type LogEntry } from '@chappe/contracts';
import { READ_LIMIT_MAX, type EventLog } from '@chappe/event-log';
import { DEVICE_LIST_CHANGES_KEPT, DEVICE_LIST_POSITIONS_AHEAD } from '../../sync.limits.js';

interface DeviceListChange {
  readonly position: number;
  readonly userId: string;
}

/** Users whose device lists changed, per room partition: the newest in memory, older ones from the log. */
export class DeviceListLog {
  readonly #changes: DeviceListChange[][];
  /** Every change after this position is in memory; index = partition. */
  readonly #floors: number[];
  /** Partitions whose older changes are being read; all who need them wait for the same query. */
  readonly #loading = new Map<number, Promise<void>>();

  /** @param positions where following starts; index = partition */
  constructor(
    private readonly eventLog: Pick<EventLog, 'read'>,
    positions: readonly number[],
  ) {
    this.#floors = [...positions];
    this.#changes = positions.map(() => []);
  }

  apply(entry: LogEntry): string {
    const change = changeOf(entry);
    const changes = this.#changes[entry.partition];
    if (changes) {
      changes.push(change);
      if (changes.length > DEVICE_LIST_CHANGES_KEPT) {
        this.#floors[entry.partition] = changes.shift()?.position ?? entry.position;
      }
    }
    return change.userId;
  }

  /** False only when certainly no device list changed in the partition after the position. */
  mayHaveChanged(partition: number, after: number): boolean {
    if (after < this.#floor(partition)) return true;
    return (this.#changes[partition]?.at(-1)?.position ?? 0) > after;
  }

  /** Users whose device list changed in a partition after one position and not after the other. */
  async changedBetween(partition: number, after: number, upTo: number): Promise<Set<string>> {
    const users = new Set<string>();
    if (after < this.#floor(partition)) await this.#remember(partition, after);
    const changes = this.#changes[partition] ?? [];
    for (let i = changes.length - 1; i >= 0; i--) {
      const change = changes[i];
      if (!change || change.position <= after) break;
      if (change.position <= upTo) users.add(change.userId);
    }
    const floor = Math.min(this.#floor(partition), upTo);
    if (after < floor) await this.#readOlder({ partition, after, upTo: floor }, users);
    return users;
  }

  #floor(partition: number): number {
    return this.#floors[partition] ?? 0;
  }

  /**
   * Takes older changes into memory, as far as they fit. Clients come to a replica that has just started all at once,
   * with tokens of about the same age: one query serves them all.
   */
  async #remember(partition: number, after: number): Promise<void> {
    // What another one reads may be enough.
    await this.#loading.get(partition);
    const isFull = (this.#changes[partition]?.length ?? 0) >= DEVICE_LIST_CHANGES_KEPT;
    if (isFull || after >= this.#floor(partition) || this.#loading.has(partition)) return this.#loading.get(partition);
    const loading = this.#load(partition, after).finally(() => this.#loading.delete(partition));
    this.#loading.set(partition, loading);
    return loading;
  }

  async #load(partition: number, from: number): Promise<void> {
    const changes = this.#changes[partition] ?? [];
    const floor = this.#floor(partition);
    const after = Math.max(0, from - DEVICE_LIST_POSITIONS_AHEAD);
    const kinds = [roomLog.kinds.deviceList.id];
    const entries = await this.eventLog.read(roomLog, { partition, after, limit: READ_LIMIT_MAX, kinds });
    // There may be more than one page, and newer changes may have taken the place meanwhile.
    if (entries.length >= READ_LIMIT_MAX || this.#floor(partition) !== floor) return;
    const older = entries.filter(({ position }) => position <= floor);
    if (older.length + changes.length > DEVICE_LIST_CHANGES_KEPT) return;
    changes.unshift(...older.map((entry) => changeOf(entry)));
    this.#floors[partition] = after;
  }

  /** Ends because each page begins after the last entry of the page before. */
  async #readOlder(range: { partition: number; after: number; upTo: number }, users: Set<string>): Promise<void> {
    let { after } = range;
    while (after < range.upTo) {
      const entries = await this.eventLog.read(roomLog, {
        partition: range.partition,
        after,
        limit: READ_LIMIT_MAX,
        kinds: [roomLog.kinds.deviceList.id],
      });
      for (const entry of entries) {
        if (entry.position <= range.upTo) users.add(DeviceListEntry.decode(entry.payload).userId);
      }
      if (entries.length < READ_LIMIT_MAX) return;
      after = entries.at(-1)?.position ?? range.upTo;
    }
  }
}

function changeOf({ position, payload }: LogEntry): DeviceListChange {
  return { position, userId: DeviceListEntry.decode(payload).userId };
}

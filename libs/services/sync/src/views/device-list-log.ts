import { DeviceListEntry, roomLog, type LogEntry } from '@chappe/contracts';
import { READ_LIMIT_MAX, type EventLog } from '@chappe/event-log';
import { DEVICE_LIST_CHANGES_KEPT } from '../sync.limits.js';

interface DeviceListChange {
  readonly position: number;
  readonly userId: string;
}

/** Users whose device lists changed, per room partition: the newest in memory, older ones from the log. */
export class DeviceListLog {
  readonly #changes: DeviceListChange[][];
  /** Every change after this position is in memory; index = partition. */
  readonly #floors: number[];

  /** @param positions where following starts; index = partition */
  constructor(
    private readonly eventLog: Pick<EventLog, 'read'>,
    positions: readonly number[],
  ) {
    this.#floors = [...positions];
    this.#changes = positions.map(() => []);
  }

  apply(entry: LogEntry): string {
    const { userId } = DeviceListEntry.decode(entry.payload);
    const changes = this.#changes[entry.partition];
    if (changes) {
      changes.push({ position: entry.position, userId });
      if (changes.length > DEVICE_LIST_CHANGES_KEPT) {
        this.#floors[entry.partition] = changes.shift()?.position ?? entry.position;
      }
    }
    return userId;
  }

  /** False only when certainly no device list changed in the partition after the position. */
  mayHaveChanged(partition: number, after: number): boolean {
    if (after < (this.#floors[partition] ?? 0)) return true;
    return (this.#changes[partition]?.at(-1)?.position ?? 0) > after;
  }

  /** Users whose device list changed in a partition after one position and not after the other. */
  async changedBetween(partition: number, after: number, upTo: number): Promise<Set<string>> {
    const users = new Set<string>();
    const changes = this.#changes[partition] ?? [];
    for (let i = changes.length - 1; i >= 0; i--) {
      const change = changes[i];
      if (!change || change.position <= after) break;
      if (change.position <= upTo) users.add(change.userId);
    }
    const floor = Math.min(this.#floors[partition] ?? 0, upTo);
    if (after < floor) await this.#readOlder({ partition, after, upTo: floor }, users);
    return users;
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

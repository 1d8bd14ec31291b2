import {
  KeyCountsEntry,
  ToDeviceAcknowledgedEntry,
  ToDeviceEntry,
  userLog,
  type KeyCounts,
  type LogEntry,
  type ToDeviceMessage,
} from '@chappe/contracts';
import { TO_DEVICE_BYTES_KEPT, TO_DEVICE_MESSAGES_KEPT, TO_DEVICE_MESSAGES_MAX } from '../../sync.limits.js';
import type { UserDataService } from './user-data-service.js';

const NO_KEYS: KeyCounts = { oneTimeKeys: {}, unusedFallbackKeyTypes: [] };

/** A device in memory: messages that wait for it, and its key counts. */
export class DeviceView {
  /** Oldest first; without gap from the oldest on. */
  #messages: ToDeviceMessage[] = [];
  /** Of the messages here. */
  #bytes = 0;
  /** No message waits behind the last one here. */
  #isComplete = false;
  #keyCounts: KeyCounts = NO_KEYS;
  /** Position of the last change of the key counts; 0: none since the device was loaded. */
  keyCountsPosition = 0;
  /** Exact at this position of the user's log partition. */
  position = -1;
  #acknowledged = -1;
  /** The last complete answer: its token, and what `UserView.version` counted then. */
  #answered: { readonly nextBatch: string; readonly version: number } | undefined;
  #loading: Promise<void> | undefined;
  #pending: LogEntry[] = [];

  constructor(
    readonly userId: string,
    readonly deviceId: string,
  ) {}

  get keyCounts(): KeyCounts {
    return this.#keyCounts;
  }

  /**
   * The first messages after a position and not after another, at most {@link TO_DEVICE_MESSAGES_MAX}, and the
   * position up to which these are all: a token that names a later one would confirm messages that were not shown.
   */
  messagesBetween(after: number, upTo: number): { readonly messages: ToDeviceMessage[]; readonly upTo: number } {
    const waiting = this.#messages.filter((message) => message.position > after && message.position <= upTo);
    const messages = waiting.slice(0, TO_DEVICE_MESSAGES_MAX);
    if (this.#isComplete && messages.length === waiting.length) return { messages, upTo };
    return { messages, upTo: messages.at(-1)?.position ?? Math.max(after, this.#acknowledged) };
  }

  /**
   * Makes the device ready for an answer: what the token confirms is acknowledged, for ever, and enough messages are
   * in memory (Client-Server API, "Send-to-Device messaging").
   * @param confirmed position of the user log that the client's token names; undefined without a token
   */
  async prepare(confirmed: number | undefined, userData: UserDataService): Promise<void> {
    if (confirmed !== undefined) await this.#acknowledge(confirmed, userData);
    if (!this.#needsMore) return;
    this.#loading ??= this.#load(userData).finally(() => {
      this.#loading = undefined;
      this.#pending = [];
    });
    await this.#loading;
  }

  /** An answer with everything up to a version of the user was made. */
  answered(nextBatch: string, version: number): void {
    this.#answered = { nextBatch, version };
  }

  /** Whether nothing at all happened since the answer that ended with this token. */
  isQuietSince(token: string | undefined, version: number): boolean {
    return token !== undefined && this.#answered?.nextBatch === token && this.#answered.version === version;
  }

  apply(entry: LogEntry): void {
    if (this.#loading) this.#pending.push(entry);
    if (this.position >= 0) this.#take(entry);
  }

  get #needsMore(): boolean {
    if (this.position < 0) return true;
    return !this.#isComplete && this.#messages.length < TO_DEVICE_MESSAGES_MAX && this.#bytes < TO_DEVICE_BYTES_KEPT;
  }

  async #acknowledge(upToPosition: number, userData: UserDataService): Promise<void> {
    const isNews = this.position < 0 || this.#messages.some((message) => message.position <= upToPosition);
    if (!isNews || upToPosition <= this.#acknowledged) return;
    const { userId, deviceId } = this;
    await userData.acknowledgeToDevice({ userId, deviceId, upToPosition });
    this.#drop(upToPosition);
  }

  async #load(userData: UserDataService): Promise<void> {
    const { userId, deviceId } = this;
    const limit = TO_DEVICE_MESSAGES_MAX;
    const afterPosition = Math.max(0, this.#acknowledged);
    const read = await userData.readDevice({ userId, deviceId, afterPosition, limit });
    // What was acknowledged meanwhile must not come back.
    const waiting = read.toDevice.filter((message) => message.position > this.#acknowledged);
    this.#keep(firstOf(waiting));
    this.#isComplete = !read.limited && this.#messages.length === waiting.length;
    this.#keyCounts = read.keyCounts ?? NO_KEYS;
    this.position = read.position;
    for (const entry of this.#pending) this.#take(entry);
  }

  #take(entry: LogEntry): void {
    if (entry.position <= this.position) return;
    if (entry.kind === userLog.kinds.toDevice.id) this.#takeMessage(entry);
    if (entry.kind === userLog.kinds.keyCounts.id) this.#takeKeyCounts(entry);
    if (entry.kind === userLog.kinds.toDeviceAcknowledged.id) {
      const { deviceId, upToPosition } = ToDeviceAcknowledgedEntry.decode(entry.payload);
      if (deviceId === this.deviceId) this.#drop(upToPosition);
    }
    this.position = entry.position;
  }

  #takeMessage(entry: LogEntry): void {
    const { deviceId, event } = ToDeviceEntry.decode(entry.payload);
    if (deviceId !== this.deviceId || !this.#isComplete) return;
    this.#isComplete = this.#messages.length < TO_DEVICE_MESSAGES_KEPT && this.#bytes < TO_DEVICE_BYTES_KEPT;
    if (!this.#isComplete) return;
    this.#messages.push({ position: entry.position, event });
    this.#bytes += event.length;
  }

  #takeKeyCounts(entry: LogEntry): void {
    const { deviceId, oneTimeKeys, unusedFallbackKeyTypes } = KeyCountsEntry.decode(entry.payload);
    if (deviceId !== this.deviceId) return;
    this.#keyCounts = { oneTimeKeys, unusedFallbackKeyTypes };
    this.keyCountsPosition = entry.position;
  }

  #drop(upToPosition: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, upToPosition);
    this.#keep(this.#messages.filter((message) => message.position > upToPosition));
  }

  #keep(messages: ToDeviceMessage[]): void {
    this.#messages = messages;
    this.#bytes = messages.reduce((sum, { event }) => sum + event.length, 0);
  }
}

/** As many of the messages as are kept in memory, one at least. */
function firstOf(messages: readonly ToDeviceMessage[]): ToDeviceMessage[] {
  let bytes = 0;
  const end = messages.findIndex(({ event }) => (bytes += event.length) >= TO_DEVICE_BYTES_KEPT);
  return messages.slice(0, end < 0 ? undefined : end + 1);
}

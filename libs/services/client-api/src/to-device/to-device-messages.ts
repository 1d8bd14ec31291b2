import { Inject, Injectable } from '@nestjs/common';
import { type AcknowledgeToDeviceRequest, type LogEntry, userLog } from '@chappe/contracts';
import { type AppendEntries, Generations, newEntry, UserLogWriter } from '@chappe/event-log';
import type { Tx } from '@chappe/postgres';
import { CLOCK, type Clock } from '@chappe/runtime';
import type { DevicePlace } from '../users/local-users.js';
import { ACKNOWLEDGED_AT_ONCE, TO_DEVICE_AT_ONCE_BYTES, TO_DEVICE_TXN_KEPT_MS } from './to-device.limits.js';
import { type PlacedMessage, type RemovedUpTo, ToDeviceStore, type ToDeviceTxn } from './to-device.store.js';

/** A message for one device of a local user. */
export interface ToDeviceMessage {
  readonly userId: string;
  readonly deviceId: string;
  /** JSON of the event: content, sender, type. */
  readonly event: string;
}

interface ToDeviceRequest extends DevicePlace, ToDeviceTxn {
  readonly messages: readonly ToDeviceMessage[];
}

interface Acknowledgement extends RemovedUpTo, Pick<AcknowledgeToDeviceRequest, 'generation'> {}

/** What a message takes in a statement beside its event. */
const MESSAGE_BYTES = 200;

/** Messages between devices: kept until the recipient confirms them, delivered never again after that. */
@Injectable()
export class ToDeviceMessages {
  /** Those of different users share a transaction. */
  readonly #send: (senderId: string, request: ToDeviceRequest) => Promise<void>;
  readonly #acknowledge: (userId: string, confirmed: Acknowledgement) => Promise<void>;

  constructor(
    private readonly store: ToDeviceStore,
    writer: UserLogWriter,
    private readonly generations: Generations,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#send = writer.batched({
      sizeMax: TO_DEVICE_AT_ONCE_BYTES,
      sizeOf: ({ messages }) => messages.reduce((sum, { event }) => sum + MESSAGE_BYTES + event.length, 0),
      write: (tx, append, requests) => this.#write(tx, append, requests),
    });
    this.#acknowledge = writer.batched({
      sizeMax: ACKNOWLEDGED_AT_ONCE,
      sizeOf: () => 1,
      write: (tx, append, confirmed) => this.#remove(tx, append, confirmed),
    });
  }

  /** Sends all messages or none; nothing happens when the sender's transaction id was used before. */
  async send(sender: DevicePlace, txn: ToDeviceTxn, messages: readonly ToDeviceMessage[]): Promise<void> {
    await this.#send(sender.userId, { ...sender, ...txn, messages });
  }

  async #write(tx: Tx, append: AppendEntries, requests: readonly ToDeviceRequest[]): Promise<undefined[]> {
    const createdMs = this.clock.nowMs();
    // Of each user there is one: a name is enough to tell them apart.
    const fresh = new Set(await this.store.rememberTxns(tx, requests, createdMs));
    const senders = requests.filter(({ userId }) => fresh.has(userId));
    if (senders.length > 0) await this.store.forgetTxns(tx, senders, createdMs - TO_DEVICE_TXN_KEPT_MS);
    const messages = senders.flatMap((sender) => sender.messages);
    const entries = await append(
      messages.map(({ userId, deviceId, event }) =>
        newEntry(userId, userLog.kinds.toDevice, { deviceId, event: Buffer.from(event) }),
      ),
    );
    if (messages.length > 0) {
      await this.store.insert(
        tx,
        messages.map((message, index) => place(message, entries[index])),
      );
    }
    return requests.map(() => undefined);
  }

  /**
   * The device confirmed everything up to a position: those messages are gone, on every replica.
   * @param confirmed the position, and the generation that gave it out; undefined: any
   * @throws MatrixError 503 in another generation: other messages may stand at these positions
   */
  async acknowledge(
    device: DevicePlace,
    { upToPosition, generation }: Pick<AcknowledgeToDeviceRequest, 'upToPosition' | 'generation'>,
  ): Promise<void> {
    await this.#acknowledge(device.userId, { ...device, upToPosition, generation });
  }

  async #remove(tx: Tx, append: AppendEntries, confirmed: readonly Acknowledgement[]): Promise<undefined[]> {
    for (const { generation } of confirmed) this.generations.require(generation);
    const removed = new Set(await this.store.remove(tx, confirmed));
    await append(
      confirmed
        .filter(({ userId }) => removed.has(userId))
        .map(({ userId, deviceId, upToPosition }) =>
          newEntry(userId, userLog.kinds.toDeviceAcknowledged, { deviceId, upToPosition }),
        ),
    );
    return confirmed.map(() => undefined);
  }

  /**
   * Removes what waited for a device when it was deleted, and what it is remembered for.
   * @param deletedAt position of the deletion in the user log
   */
  async forget(tx: Tx, device: DevicePlace, deletedAt: number): Promise<void> {
    await this.store.remove(tx, [{ ...device, upToPosition: deletedAt }]);
    await this.store.forgetTxns(tx, [device], Number.MAX_SAFE_INTEGER);
  }
}

function place(message: ToDeviceMessage, entry: LogEntry | undefined): PlacedMessage {
  if (!entry) throw new Error('the user log gave no position');
  return { ...message, partition: entry.partition, position: entry.position };
}

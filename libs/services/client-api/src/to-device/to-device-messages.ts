import { Inject, Injectable } from '@nestjs/common';
import { type AcknowledgeToDeviceRequest, type LogEntry, userLog } from '@chappe/contracts';
import { Generations, newEntry, UserLogWriter } from '@chappe/event-log';
import type { Tx } from '@chappe/postgres';
import { CLOCK, type Clock } from '@chappe/runtime';
import type { DevicePlace } from '../users/local-users.js';
import { TO_DEVICE_TXN_KEPT_MS } from './to-device.limits.js';
import { type PlacedMessage, ToDeviceStore, type ToDeviceTxn } from './to-device.store.js';

/** A message for one device of a local user. */
export interface ToDeviceMessage {
  readonly userId: string;
  readonly deviceId: string;
  /** JSON of the event: content, sender, type. */
  readonly event: string;
}

/** Messages between devices: kept until the recipient confirms them, delivered never again after that. */
@Injectable()
export class ToDeviceMessages {
  constructor(
    private readonly store: ToDeviceStore,
    private readonly writer: UserLogWriter,
    private readonly generations: Generations,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Sends all messages or none; nothing happens when the sender's transaction id was used before. */
  async send(sender: DevicePlace, txn: ToDeviceTxn, messages: readonly ToDeviceMessage[]): Promise<void> {
    await this.writer.transaction(sender.userId, async (tx, append) => {
      const createdMs = this.clock.nowMs();
      if (!(await this.store.rememberTxn(tx, sender, { ...txn, createdMs }))) return;
      await this.store.forgetTxns(tx, sender, createdMs - TO_DEVICE_TXN_KEPT_MS);
      const { toDevice } = userLog.kinds;
      const entries = await append(
        messages.map(({ userId, deviceId, event }) =>
          newEntry(userId, toDevice, { deviceId, event: Buffer.from(event) }),
        ),
      );
      await this.store.insert(
        tx,
        messages.map((message, index) => place(message, entries[index])),
      );
    });
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
    await this.writer.transaction(device.userId, async (tx, append) => {
      this.generations.require(generation);
      if (!(await this.store.remove(tx, device, upToPosition))) return;
      const message = { deviceId: device.deviceId, upToPosition };
      await append([newEntry(device.userId, userLog.kinds.toDeviceAcknowledged, message)]);
    });
  }

  /**
   * Removes what waited for a device when it was deleted, and what it is remembered for.
   * @param deletedAt position of the deletion in the user log
   */
  async forget(tx: Tx, device: DevicePlace, deletedAt: number): Promise<void> {
    await this.store.remove(tx, device, deletedAt);
    await this.store.forgetTxns(tx, device, Number.MAX_SAFE_INTEGER);
  }
}

function place(message: ToDeviceMessage, entry: LogEntry | undefined): PlacedMessage {
  if (!entry) throw new Error('the user log gave no position');
  return { ...message, partition: entry.partition, position: entry.position };
}

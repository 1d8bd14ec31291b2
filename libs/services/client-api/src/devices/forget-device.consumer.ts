import { Injectable } from '@nestjs/common';
import { DeviceChange, DeviceEntry, type LogEntry, userLog } from '@chappe/contracts';
import { Consumer, type ConsumerHandler } from '@chappe/event-log';
import type { Tx } from '@chappe/postgres';
import { DeviceKeys } from '../device-keys/device-keys.js';
import { ToDeviceMessages } from '../to-device/to-device-messages.js';

/** Drops the keys and the messages of a device that was deleted. Its token is dead, so nothing of it comes after. */
@Injectable()
@Consumer({ name: 'forget-device', topic: userLog, schema: 'client_api', kinds: [userLog.kinds.device.id] })
export class ForgetDeviceConsumer implements ConsumerHandler {
  constructor(
    private readonly deviceKeys: DeviceKeys,
    private readonly messages: ToDeviceMessages,
  ) {}

  async handle(entry: LogEntry, tx: Tx): Promise<void> {
    const { change, deviceId } = DeviceEntry.decode(entry.payload);
    if (change !== DeviceChange.DEVICE_CHANGE_DELETED) return;
    const device = { partition: entry.partition, userId: entry.key, deviceId };
    await this.deviceKeys.forget(tx, device, entry.position);
    await this.messages.forget(tx, device, entry.position);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { type LogEntry, RoomServiceDefinition, userLog } from '@chappe/contracts';
import { Consumer, type ConsumerHandler } from '@chappe/event-log';
import { clientOf } from '@chappe/grpc';
import type { Tx } from '@chappe/postgres';
import { FanOuts } from '../fan-outs/fan-outs.js';
import type { RoomService } from '../room-service.js';

/**
 * Puts changed device lists on the room log, for `device_lists.changed` of those who share a room with the user: a
 * device's name is among what they are shown.
 */
@Injectable()
@Consumer({ name: 'fan-out-device-lists', topic: userLog, schema: 'client_api', kinds: [userLog.kinds.device.id] })
export class FanOutDeviceListsConsumer implements ConsumerHandler {
  constructor(
    private readonly fanOuts: FanOuts,
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: RoomService,
  ) {
    fanOuts.register('device_list', async (userId) => void (await this.rooms.announceDeviceList({ userId })));
  }

  async handle(entry: LogEntry, tx: Tx): Promise<void> {
    const { partition, position, key: userId } = entry;
    await this.fanOuts.request(tx, { partition, userId, subject: 'device_list', position });
  }
}

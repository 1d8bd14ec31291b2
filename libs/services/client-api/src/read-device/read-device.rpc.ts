import { Injectable } from '@nestjs/common';
import { UserDataServiceDefinition, type ReadDeviceRequest, type ReadDeviceResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { KeyCounter } from '../device-keys/key-counter.js';
import { TO_DEVICE_READ_MAX } from '../to-device/to-device.limits.js';
import { ToDeviceStore } from '../to-device/to-device.store.js';
import { UserPartitions } from '../users/user-partitions.js';
import { UserSnapshots } from '../users/user-snapshots.js';

/** What waits for a device, exact at a position of the user log. */
@Injectable()
@Rpc(UserDataServiceDefinition, 'readDevice')
export class ReadDeviceRpc implements RpcHandler<typeof UserDataServiceDefinition, 'readDevice'> {
  constructor(
    private readonly snapshots: UserSnapshots,
    private readonly messages: ToDeviceStore,
    private readonly counter: KeyCounter,
    private readonly partitions: UserPartitions,
  ) {}

  async handle(request: ReadDeviceRequest): Promise<ReadDeviceResponse> {
    const device = this.partitions.placeOfDevice(request.userId, request.deviceId);
    const limit = Math.min(request.limit, TO_DEVICE_READ_MAX);
    return this.snapshots.read(device.partition, async (tx, position) => {
      const waiting = await this.messages.list(tx, device, { after: request.afterPosition, limit: limit + 1 });
      const [counts] = await this.counter.count(tx, device.partition, [device]);
      const { oneTimeKeys = {}, unusedFallbackKeyTypes = [] } = counts ?? {};
      return {
        position,
        toDevice: waiting.slice(0, limit).map((row) => ({ position: row.position, event: Buffer.from(row.event) })),
        keyCounts: { oneTimeKeys, unusedFallbackKeyTypes },
        limited: waiting.length > limit,
      };
    });
  }
}

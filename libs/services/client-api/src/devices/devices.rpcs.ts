import { Injectable } from '@nestjs/common';
import { type ReadDeviceRequest, type ReadDeviceResponse, UserDataServiceDefinition } from '@chappe/contracts';
import { Generations } from '@chappe/event-log';
import { Rpc } from '@chappe/grpc';
import { OneTimeKeyStore } from '../device-keys/one-time-key.store.js';
import { TO_DEVICE_READ_MAX } from '../to-device/to-device.limits.js';
import { ToDeviceStore } from '../to-device/to-device.store.js';
import { UserTransactions } from '../users/user-transactions.js';

/** What waits for a device, for the sync service. */
@Injectable()
export class DevicesRpcs {
  constructor(
    private readonly transactions: UserTransactions,
    private readonly messages: ToDeviceStore,
    private readonly keys: OneTimeKeyStore,
    private readonly generations: Generations,
  ) {}

  /** What waits for a device, exact at a position of the user log. */
  @Rpc(UserDataServiceDefinition, 'readDevice')
  readDevice(request: ReadDeviceRequest): Promise<ReadDeviceResponse> {
    return this.generations.within(request.generation, () => this.#read(request));
  }

  #read(request: ReadDeviceRequest): Promise<ReadDeviceResponse> {
    const limit = Math.min(request.limit, TO_DEVICE_READ_MAX);
    return this.transactions.snapshot(request.userId, async ({ tx, user, position }) => {
      const device = { ...user, deviceId: request.deviceId };
      const waiting = await this.messages.list(tx, device, { after: request.afterPosition, limit: limit + 1 });
      const [counts] = await this.keys.count(tx, device.partition, [device]);
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

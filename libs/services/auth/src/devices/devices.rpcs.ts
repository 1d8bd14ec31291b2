import { Injectable } from '@nestjs/common';
import { AuthServiceDefinition, type Device, type GetDevicesRequest, type GetDevicesResponse } from '@chappe/contracts';
import { Rpc } from '@chappe/grpc';
import { Devices } from './devices.js';

/** Devices for other services. */
@Injectable()
export class DevicesRpcs {
  constructor(private readonly devices: Devices) {}

  /** The devices of local users, one answer per user asked for, in that order; a user without devices has none. */
  @Rpc(AuthServiceDefinition, 'getDevices')
  async getDevices(request: GetDevicesRequest): Promise<GetDevicesResponse> {
    const devicesOf = new Map<string, Device[]>(request.userIds.map((userId) => [userId, []]));
    for (const { userId, deviceId, displayName } of await this.devices.listOf([...devicesOf.keys()])) {
      devicesOf.get(userId)?.push({ deviceId, displayName });
    }
    return { users: [...devicesOf].map(([userId, devices]) => ({ userId, devices })) };
  }
}

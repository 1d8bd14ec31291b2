import { Injectable } from '@nestjs/common';
import { AuthServiceDefinition, type Device, type GetDevicesRequest, type GetDevicesResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { Devices } from './devices.js';

/** The devices of local users, one answer per user asked for, in that order; a user without devices has none. */
@Injectable()
@Rpc(AuthServiceDefinition, 'getDevices')
export class ListDevicesOfUsersRpc implements RpcHandler<typeof AuthServiceDefinition, 'getDevices'> {
  constructor(private readonly devices: Devices) {}

  async handle(request: GetDevicesRequest): Promise<GetDevicesResponse> {
    const devicesOf = new Map<string, Device[]>(request.userIds.map((userId) => [userId, []]));
    for (const { userId, deviceId, displayName } of await this.devices.listOf([...devicesOf.keys()])) {
      devicesOf.get(userId)?.push({ deviceId, displayName });
    }
    return { users: [...devicesOf].map(([userId, devices]) => ({ userId, devices })) };
  }
}

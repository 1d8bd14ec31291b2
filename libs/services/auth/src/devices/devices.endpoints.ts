import { Injectable } from '@nestjs/common';
import { parseDeviceId } from '@chappe/events';
import { Endpoint, type EndpointRequest } from '@chappe/http';
import {
  type AnswerOf,
  deleteDevice,
  deleteDevices,
  getDevice,
  getDevices,
  MatrixError,
  updateDevice,
} from '@chappe/matrix-api';
import { DEVICES_PER_REQUEST_MAX } from '../auth.limits.js';
import { AuthTelemetry } from '../auth.telemetry.js';
import { splitAuth } from '../interactive-auth/auth-data.js';
import { PASSWORD_FLOWS } from '../interactive-auth/flows.js';
import { InteractiveAuth } from '../interactive-auth/interactive-auth.js';
import type { AuthorizedCall } from '../interactive-auth/interactive-sessions.js';
import { DeviceChanges } from './device-changes.js';
import { deviceAnswer } from './device.js';
import { Devices } from './devices.js';

/** Device management (Client-Server API). */
@Injectable()
export class DevicesEndpoints {
  constructor(
    private readonly devices: Devices,
    private readonly interactiveAuth: InteractiveAuth,
    private readonly changes: DeviceChanges,
    private readonly telemetry: AuthTelemetry,
  ) {}

  /** GET /devices */
  @Endpoint(getDevices)
  async getDevices({ requester }: EndpointRequest<typeof getDevices>): Promise<AnswerOf<typeof getDevices>> {
    const devices = await this.devices.listOf([requester.userId]);
    return { devices: devices.map(deviceAnswer) };
  }

  /** GET /devices/{deviceId} */
  @Endpoint(getDevice)
  async getDevice({ requester, params }: EndpointRequest<typeof getDevice>): Promise<AnswerOf<typeof getDevice>> {
    const device = await this.devices.find(requester.userId, params.deviceId);
    if (!device) throw MatrixError.notFound('You have no such device');
    return deviceAnswer(device);
  }

  /** PUT /devices/{deviceId} */
  @Endpoint(updateDevice)
  async updateDevice(request: EndpointRequest<typeof updateDevice>): Promise<AnswerOf<typeof updateDevice>> {
    const { requester, params, body } = request;
    await this.changes.rename(requester.userId, params.deviceId, body.display_name);
    return {};
  }

  /** DELETE /devices/{deviceId}. A device that is gone already is no error. */
  @Endpoint(deleteDevice)
  async deleteDevice(request: EndpointRequest<typeof deleteDevice>): Promise<AnswerOf<typeof deleteDevice>> {
    const { userId } = request.requester;
    const deviceId = parseDeviceId(request.params.deviceId);
    if (deviceId === undefined) throw MatrixError.invalidParam('deviceId is not a device ID');
    const call = await this.interactiveAuth.require({
      operation: `DELETE /devices/${deviceId}`,
      flows: PASSWORD_FLOWS,
      userId,
      ...splitAuth(request.body),
      ip: request.ip,
    });
    return this.#delete(request, { deviceIds: [deviceId], call });
  }

  /** POST /delete_devices */
  @Endpoint(deleteDevices)
  async deleteDevices(request: EndpointRequest<typeof deleteDevices>): Promise<AnswerOf<typeof deleteDevices>> {
    const { userId } = request.requester;
    const { devices } = request.body;
    if (devices.length > DEVICES_PER_REQUEST_MAX) {
      throw MatrixError.invalidParam(`At most ${DEVICES_PER_REQUEST_MAX} devices can be deleted at once`);
    }
    const call = await this.interactiveAuth.require({
      operation: 'POST /delete_devices',
      flows: PASSWORD_FLOWS,
      userId,
      ...splitAuth({ ...request.body, devices: devices.toSorted() }),
      ip: request.ip,
    });
    return this.#delete(request, { deviceIds: devices, call });
  }

  async #delete(
    { requester, ip }: Pick<EndpointRequest<typeof deleteDevices>, 'requester' | 'ip'>,
    { deviceIds, call }: { readonly deviceIds: readonly string[]; readonly call: AuthorizedCall },
  ): Promise<Record<string, never>> {
    const { userId: user, deviceId: device } = requester;
    const devices = await this.changes.delete(user, deviceIds, call);
    this.telemetry.audit({ event: 'devices deleted', verdict: 'ok', user, device, devices, address: ip });
    return {};
  }
}

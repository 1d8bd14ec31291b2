import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getDevices, type AnswerOf } from '@chappe/matrix-api';
import { deviceAnswer } from './device-answer.js';
import { Devices } from './devices.js';

@Injectable()
@Endpoint(getDevices)
export class GetDevicesEndpoint implements EndpointHandler<typeof getDevices> {
  constructor(private readonly devices: Devices) {}

  async handle({ requester }: EndpointRequest<typeof getDevices>): Promise<AnswerOf<typeof getDevices>> {
    const devices = await this.devices.listOf([requester.userId]);
    return { devices: devices.map(deviceAnswer) };
  }
}

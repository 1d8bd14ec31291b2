import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getDevice, MatrixError, type AnswerOf } from '@chappe/matrix-api';
import { deviceAnswer } from './device-answer.js';
import { Devices } from './devices.js';

@Injectable()
@Endpoint(getDevice)
export class GetDeviceEndpoint implements EndpointHandler<typeof getDevice> {
  constructor(private readonly devices: Devices) {}

  async handle({ requester, params }: EndpointRequest<typeof getDevice>): Promise<AnswerOf<typeof getDevice>> {
    const device = await this.devices.find(requester.userId, params.deviceId);
    if (!device) throw MatrixError.notFound('You have no such device');
    return deviceAnswer(device);
  }
}

import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { updateDevice, type AnswerOf } from '@chappe/matrix-api';
import { RenameDevice } from './rename-device.js';

@Injectable()
@Endpoint(updateDevice)
export class RenameDeviceEndpoint implements EndpointHandler<typeof updateDevice> {
  constructor(private readonly renameDevice: RenameDevice) {}

  async handle(request: EndpointRequest<typeof updateDevice>): Promise<AnswerOf<typeof updateDevice>> {
    const { requester, params, body } = request;
    await this.renameDevice.rename(requester.userId, params.deviceId, body.display_name);
    return {};
  }
}

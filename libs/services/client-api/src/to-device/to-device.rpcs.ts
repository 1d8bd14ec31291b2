import { Injectable } from '@nestjs/common';
import {
  type AcknowledgeToDeviceRequest,
  type AcknowledgeToDeviceResponse,
  UserDataServiceDefinition,
} from '@chappe/contracts';
import { Rpc } from '@chappe/grpc';
import { LocalUsers } from '../users/local-users.js';
import { ToDeviceMessages } from './to-device-messages.js';

/** To-device messages for the sync service. */
@Injectable()
export class ToDeviceRpcs {
  constructor(
    private readonly messages: ToDeviceMessages,
    private readonly localUsers: LocalUsers,
  ) {}

  /** A device confirmed its messages (Client-Server API, "Send-to-Device messaging", server behaviour). */
  @Rpc(UserDataServiceDefinition, 'acknowledgeToDevice')
  async acknowledgeToDevice(request: AcknowledgeToDeviceRequest): Promise<AcknowledgeToDeviceResponse> {
    const { userId, deviceId } = request;
    await this.messages.acknowledge(this.localUsers.placeOfDevice(userId, deviceId), request);
    return {};
  }
}

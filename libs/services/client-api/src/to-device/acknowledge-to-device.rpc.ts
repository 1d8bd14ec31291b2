import { Injectable } from '@nestjs/common';
import {
  UserDataServiceDefinition,
  type AcknowledgeToDeviceRequest,
  type AcknowledgeToDeviceResponse,
} from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { ToDeviceMessages } from './to-device-messages.js';
import { LocalUsers } from '../users/local-users.js';

/** A device confirmed its messages (Client-Server API, "Send-to-Device messaging", server behaviour). */
@Injectable()
@Rpc(UserDataServiceDefinition, 'acknowledgeToDevice')
export class AcknowledgeToDeviceRpc implements RpcHandler<typeof UserDataServiceDefinition, 'acknowledgeToDevice'> {
  constructor(
    private readonly messages: ToDeviceMessages,
    private readonly localUsers: LocalUsers,
  ) {}

  async handle(request: AcknowledgeToDeviceRequest): Promise<AcknowledgeToDeviceResponse> {
    const { userId, deviceId, upToPosition } = request;
    await this.messages.acknowledge(this.localUsers.placeOfDevice(userId, deviceId), upToPosition);
    return {};
  }
}

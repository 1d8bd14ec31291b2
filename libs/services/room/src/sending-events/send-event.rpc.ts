import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type SendEventRequest, type SendEventResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { SendEvent } from './sending-events.rpcs.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'sendEvent')
export class SendEventRpc implements RpcHandler<typeof RoomServiceDefinition, 'sendEvent'> {
  constructor(private readonly sendEvent: SendEvent) {}

  async handle(request: SendEventRequest): Promise<SendEventResponse> {
    return { eventId: await this.sendEvent.send(request) };
  }
}

import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type GetEventRequest, type GetEventResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { GetEvent } from './history.rpcs.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'getEvent')
export class GetEventRpc implements RpcHandler<typeof RoomServiceDefinition, 'getEvent'> {
  constructor(private readonly getEvent: GetEvent) {}

  handle(request: GetEventRequest): Promise<GetEventResponse> {
    return this.getEvent.get(request);
  }
}

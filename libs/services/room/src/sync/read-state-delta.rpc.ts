import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type ReadStateDeltaRequest, type ReadStateDeltaResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { ReadStateDelta } from './read-state-delta.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'readStateDelta')
export class ReadStateDeltaRpc implements RpcHandler<typeof RoomServiceDefinition, 'readStateDelta'> {
  constructor(private readonly readStateDelta: ReadStateDelta) {}

  handle(request: ReadStateDeltaRequest): Promise<ReadStateDeltaResponse> {
    return this.readStateDelta.read(request);
  }
}

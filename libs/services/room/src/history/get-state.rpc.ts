import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type GetStateRequest, type GetStateResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { GetState } from './get-state.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'getState')
export class GetStateRpc implements RpcHandler<typeof RoomServiceDefinition, 'getState'> {
  constructor(private readonly getState: GetState) {}

  handle(request: GetStateRequest): Promise<GetStateResponse> {
    return this.getState.get(request);
  }
}

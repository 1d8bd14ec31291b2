import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type GetContextRequest, type GetContextResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { GetContext } from './get-context.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'getContext')
export class GetContextRpc implements RpcHandler<typeof RoomServiceDefinition, 'getContext'> {
  constructor(private readonly getContext: GetContext) {}

  handle(request: GetContextRequest): Promise<GetContextResponse> {
    return this.getContext.get(request);
  }
}

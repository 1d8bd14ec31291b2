import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type PutAliasRequest, type PutAliasResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { PutAlias } from './aliases.rpcs.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'putAlias')
export class PutAliasRpc implements RpcHandler<typeof RoomServiceDefinition, 'putAlias'> {
  constructor(private readonly putAlias: PutAlias) {}

  handle(request: PutAliasRequest): Promise<PutAliasResponse> {
    return this.putAlias.put(request);
  }
}

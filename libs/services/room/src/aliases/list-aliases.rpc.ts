import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type ListAliasesRequest, type ListAliasesResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { ListAliases } from './list-aliases.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'listAliases')
export class ListAliasesRpc implements RpcHandler<typeof RoomServiceDefinition, 'listAliases'> {
  constructor(private readonly listAliases: ListAliases) {}

  handle(request: ListAliasesRequest): Promise<ListAliasesResponse> {
    return this.listAliases.list(request);
  }
}

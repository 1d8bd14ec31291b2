import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type DeleteAliasRequest, type DeleteAliasResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { DeleteAlias } from './delete-alias.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'deleteAlias')
export class DeleteAliasRpc implements RpcHandler<typeof RoomServiceDefinition, 'deleteAlias'> {
  constructor(private readonly deleteAlias: DeleteAlias) {}

  handle(request: DeleteAliasRequest): Promise<DeleteAliasResponse> {
    return this.deleteAlias.delete(request);
  }
}

import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type ResolveAliasRequest, type ResolveAliasResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { ResolveAlias } from './resolve-alias.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'resolveAlias')
export class ResolveAliasRpc implements RpcHandler<typeof RoomServiceDefinition, 'resolveAlias'> {
  constructor(private readonly resolveAlias: ResolveAlias) {}

  handle(request: ResolveAliasRequest): Promise<ResolveAliasResponse> {
    return this.resolveAlias.resolve(request);
  }
}

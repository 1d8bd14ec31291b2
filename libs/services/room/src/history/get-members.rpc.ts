import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type GetMembersRequest, type GetMembersResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { GetMembers } from './get-members.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'getMembers')
export class GetMembersRpc implements RpcHandler<typeof RoomServiceDefinition, 'getMembers'> {
  constructor(private readonly getMembers: GetMembers) {}

  handle(request: GetMembersRequest): Promise<GetMembersResponse> {
    return this.getMembers.get(request);
  }
}

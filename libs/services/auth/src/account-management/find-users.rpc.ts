import { Injectable } from '@nestjs/common';
import { AuthServiceDefinition, type FindUsersRequest, type FindUsersResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { Accounts } from '../accounts/accounts.js';

@Injectable()
@Rpc(AuthServiceDefinition, 'findUsers')
export class FindUsersRpc implements RpcHandler<typeof AuthServiceDefinition, 'findUsers'> {
  constructor(private readonly accounts: Accounts) {}

  async handle(request: FindUsersRequest): Promise<FindUsersResponse> {
    return { userIds: await this.accounts.findActive(request.userIds) };
  }
}

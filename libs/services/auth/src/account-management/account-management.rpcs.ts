import { Injectable } from '@nestjs/common';
import { AuthServiceDefinition, type FindUsersRequest, type FindUsersResponse } from '@chappe/contracts';
import { Rpc } from '@chappe/grpc';
import { Accounts } from '../accounts/accounts.js';

/** Accounts for other services. */
@Injectable()
export class AccountManagementRpcs {
  constructor(private readonly accounts: Accounts) {}

  /** Which of these texts are user IDs of accounts that are in use. */
  @Rpc(AuthServiceDefinition, 'findUsers')
  async findUsers(request: FindUsersRequest): Promise<FindUsersResponse> {
    return { userIds: await this.accounts.findActive(request.userIds) };
  }
}

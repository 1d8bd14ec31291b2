import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import {
  AuthServiceDefinition,
  type FindUsersRequest,
  type FindUsersResponse,
  type GetRegistrationResponse,
} from '@chappe/contracts';
import { Rpc } from '@chappe/grpc';
import { type AuthConfig, authSection } from '../auth.config.js';
import { Accounts } from '../accounts/accounts.js';

/** Accounts for other services. */
@Injectable()
export class AccountManagementRpcs {
  constructor(
    private readonly accounts: Accounts,
    @Inject(configOf(authSection)) private readonly config: Pick<AuthConfig, 'registration'>,
  ) {}

  /** Which of these texts are user IDs of accounts that are in use. */
  @Rpc(AuthServiceDefinition, 'findUsers')
  async findUsers(request: FindUsersRequest): Promise<FindUsersResponse> {
    return { userIds: await this.accounts.findActive(request.userIds) };
  }

  /** Who may register an account. */
  @Rpc(AuthServiceDefinition, 'getRegistration')
  getRegistration(): Promise<GetRegistrationResponse> {
    return Promise.resolve({ registration: this.config.registration });
  }
}

import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { setAccountData } from '@chappe/matrix-api';
import { AccountData } from './account-data.js';
import { checkClientMayPut } from './server-managed-types.js';
import { checkOwn } from '../users/check-own.js';

/** PUT /user/{userId}/account_data/{type} */
@Injectable()
@Endpoint(setAccountData)
export class SetAccountDataEndpoint implements EndpointHandler<typeof setAccountData> {
  constructor(private readonly accountData: AccountData) {}

  async handle({ params, body, requester }: EndpointRequest<typeof setAccountData>): Promise<Record<string, never>> {
    const { userId, type } = params;
    checkOwn(requester, userId);
    checkClientMayPut(type);
    await this.accountData.change(userId, { roomId: '', type }, () => JSON.stringify(body));
    return {};
  }
}

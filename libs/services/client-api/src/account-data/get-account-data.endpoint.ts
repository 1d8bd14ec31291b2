import { Injectable } from '@nestjs/common';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getAccountData, MatrixError } from '@chappe/matrix-api';
import { AccountData } from './account-data.js';
import { PUSH_RULES } from './server-managed-types.js';
import { PushRules } from '../push-rules/push-rules.js';
import { checkOwn } from '../users/check-own.js';

/** GET /user/{userId}/account_data/{type} */
@Injectable()
@Endpoint(getAccountData)
export class GetAccountDataEndpoint implements EndpointHandler<typeof getAccountData> {
  constructor(
    private readonly accountData: AccountData,
    private readonly pushRules: PushRules,
  ) {}

  async handle({ params, requester }: EndpointRequest<typeof getAccountData>): Promise<RawJson> {
    const { userId, type } = params;
    checkOwn(requester, userId);
    if (type === PUSH_RULES) return new RawJson(JSON.stringify({ global: await this.pushRules.get(userId) }));
    const content = await this.accountData.find(userId, { roomId: '', type });
    if (content === undefined) throw MatrixError.notFound('Account data not found');
    return new RawJson(content);
  }
}

import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointRequest, RawJson } from '@chappe/http';
import {
  getAccountData,
  getRoomAccountData,
  MatrixError,
  setAccountData,
  setRoomAccountData,
  type EmptyAnswer,
} from '@chappe/matrix-api';
import { checkOwn } from '../users/check-own.js';
import { AccountData } from './account-data.js';
import { pushRulesContent } from './push-rules-content.js';
import { checkClientMayPut, PUSH_RULES } from './server-managed-types.js';

/** Account data (Client-Server API, "Client Config"). */
@Injectable()
export class AccountDataEndpoints {
  constructor(private readonly accountData: AccountData) {}

  /** GET /user/{userId}/account_data/{type} */
  @Endpoint(getAccountData)
  async getAccountData({ params, requester }: EndpointRequest<typeof getAccountData>): Promise<RawJson> {
    const { userId, type } = params;
    checkOwn(requester, userId);
    const content = await this.accountData.find(userId, { roomId: '', type });
    // A user who never changed a rule has the predefined ones all the same.
    if (type === PUSH_RULES) return new RawJson(pushRulesContent(userId, content));
    if (content === undefined) throw MatrixError.notFound('Account data not found');
    return new RawJson(content);
  }

  /** PUT /user/{userId}/account_data/{type} */
  @Endpoint(setAccountData)
  async setAccountData({ params, body, requester }: EndpointRequest<typeof setAccountData>): Promise<EmptyAnswer> {
    const { userId, type } = params;
    checkOwn(requester, userId);
    checkClientMayPut(type);
    await this.accountData.change(userId, { roomId: '', type }, () => JSON.stringify(body));
    return {};
  }

  /** GET /user/{userId}/rooms/{roomId}/account_data/{type} */
  @Endpoint(getRoomAccountData)
  async getRoomAccountData({ params, requester }: EndpointRequest<typeof getRoomAccountData>): Promise<RawJson> {
    const { userId, roomId, type } = params;
    checkOwn(requester, userId);
    const content = await this.accountData.find(userId, { roomId, type });
    if (content === undefined) throw MatrixError.notFound('Room account data not found');
    return new RawJson(content);
  }

  /** PUT /user/{userId}/rooms/{roomId}/account_data/{type}; also for rooms that the user is not in. */
  @Endpoint(setRoomAccountData)
  async setRoomAccountData({
    params,
    body,
    requester,
  }: EndpointRequest<typeof setRoomAccountData>): Promise<EmptyAnswer> {
    const { userId, roomId, type } = params;
    checkOwn(requester, userId);
    checkClientMayPut(type);
    await this.accountData.change(userId, { roomId, type }, () => JSON.stringify(body));
    return {};
  }
}

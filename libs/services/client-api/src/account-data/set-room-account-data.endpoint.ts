import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { setRoomAccountData } from '@chappe/matrix-api';
import { AccountData } from './account-data.js';
import { checkClientMayPut } from './server-managed-types.js';
import { checkOwn } from '../users/check-own.js';

/** PUT /user/{userId}/rooms/{roomId}/account_data/{type}; also for rooms that the user is not in. */
@Injectable()
@Endpoint(setRoomAccountData)
export class SetRoomAccountDataEndpoint implements EndpointHandler<typeof setRoomAccountData> {
  constructor(private readonly accountData: AccountData) {}

  async handle({
    params,
    body,
    requester,
  }: EndpointRequest<typeof setRoomAccountData>): Promise<Record<string, never>> {
    const { userId, roomId, type } = params;
    checkOwn(requester, userId);
    checkClientMayPut(type);
    await this.accountData.change(userId, { roomId, type }, () => JSON.stringify(body));
    return {};
  }
}

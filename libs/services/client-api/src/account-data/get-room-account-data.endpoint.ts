import { Injectable } from '@nestjs/common';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getRoomAccountData, MatrixError } from '@chappe/matrix-api';
import { AccountData } from './account-data.js';
import { checkOwn } from '../users/check-own.js';

/** GET /user/{userId}/rooms/{roomId}/account_data/{type} */
@Injectable()
@Endpoint(getRoomAccountData)
export class GetRoomAccountDataEndpoint implements EndpointHandler<typeof getRoomAccountData> {
  constructor(private readonly accountData: AccountData) {}

  async handle({ params, requester }: EndpointRequest<typeof getRoomAccountData>): Promise<RawJson> {
    const { userId, roomId, type } = params;
    checkOwn(requester, userId);
    const content = await this.accountData.find(userId, { roomId, type });
    if (content === undefined) throw MatrixError.notFound('Room account data not found');
    return new RawJson(content);
  }
}

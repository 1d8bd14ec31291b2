import { Injectable } from '@nestjs/common';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getTags } from '@chappe/matrix-api';
import { RoomTags } from './room-tags.js';
import { checkOwn } from '../users/check-own.js';

/** GET /user/{userId}/rooms/{roomId}/tags */
@Injectable()
@Endpoint(getTags)
export class GetTagsEndpoint implements EndpointHandler<typeof getTags> {
  constructor(private readonly roomTags: RoomTags) {}

  async handle({ params, requester }: EndpointRequest<typeof getTags>): Promise<RawJson> {
    checkOwn(requester, params.userId);
    return new RawJson(JSON.stringify({ tags: await this.roomTags.list(params.userId, params.roomId) }));
  }
}

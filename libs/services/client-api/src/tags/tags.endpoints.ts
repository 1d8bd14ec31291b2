import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointRequest, RawJson } from '@chappe/http';
import { deleteTag, getTags, setTag, type EmptyAnswer } from '@chappe/matrix-api';
import { checkName } from '../users/check-name.js';
import { checkOwn } from '../users/check-own.js';
import { RoomTags } from './room-tags.js';

/** The tags of rooms (Client-Server API, "Room Tagging"). */
@Injectable()
export class TagsEndpoints {
  constructor(private readonly roomTags: RoomTags) {}

  /** GET /user/{userId}/rooms/{roomId}/tags */
  @Endpoint(getTags)
  async getTags({ params, requester }: EndpointRequest<typeof getTags>): Promise<RawJson> {
    checkOwn(requester, params.userId);
    return new RawJson(JSON.stringify({ tags: await this.roomTags.list(params.userId, params.roomId) }));
  }

  /** PUT /user/{userId}/rooms/{roomId}/tags/{tag} */
  @Endpoint(setTag)
  async setTag({ params, body, requester }: EndpointRequest<typeof setTag>): Promise<EmptyAnswer> {
    const { userId, roomId, tag } = params;
    checkOwn(requester, userId);
    checkName('The tag', tag);
    await this.roomTags.put(userId, roomId, { name: tag, info: body });
    return {};
  }

  /** DELETE /user/{userId}/rooms/{roomId}/tags/{tag} */
  @Endpoint(deleteTag)
  async deleteTag({ params, requester }: EndpointRequest<typeof deleteTag>): Promise<EmptyAnswer> {
    checkOwn(requester, params.userId);
    await this.roomTags.remove(params.userId, params.roomId, params.tag);
    return {};
  }
}

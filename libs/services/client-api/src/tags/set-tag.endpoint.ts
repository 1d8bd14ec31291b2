import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { setTag } from '@chappe/matrix-api';
import { RoomTags } from './room-tags.js';
import { checkName } from '../users/check-name.js';
import { checkOwn } from '../users/check-own.js';

/** PUT /user/{userId}/rooms/{roomId}/tags/{tag} */
@Injectable()
@Endpoint(setTag)
export class SetTagEndpoint implements EndpointHandler<typeof setTag> {
  constructor(private readonly roomTags: RoomTags) {}

  async handle({ params, body, requester }: EndpointRequest<typeof setTag>): Promise<Record<string, never>> {
    const { userId, roomId, tag } = params;
    checkOwn(requester, userId);
    checkName('The tag', tag);
    await this.roomTags.put(userId, roomId, { name: tag, info: body });
    return {};
  }
}

import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { deleteTag } from '@chappe/matrix-api';
import { RoomTags } from './room-tags.js';
import { checkOwn } from '../users/check-own.js';

/** DELETE /user/{userId}/rooms/{roomId}/tags/{tag} */
@Injectable()
@Endpoint(deleteTag)
export class DeleteTagEndpoint implements EndpointHandler<typeof deleteTag> {
  constructor(private readonly roomTags: RoomTags) {}

  async handle({ params, requester }: EndpointRequest<typeof deleteTag>): Promise<Record<string, never>> {
    checkOwn(requester, params.userId);
    await this.roomTags.remove(params.userId, params.roomId, params.tag);
    return {};
  }
}

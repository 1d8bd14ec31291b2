import { Inject, Injectable } from '@nestjs/common';
import { parseJson } from '@chappe/crypto';
import { RoomServiceDefinition } from '@chappe/contracts';
import { memberProfileOf, type Pdu } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getJoinedMembers, MatrixError, type AnswerOf } from '@chappe/matrix-api';
import type { RoomService } from '../room-service.js';

/** GET /rooms/{roomId}/joined_members: for those who are in the room now. */
@Injectable()
@Endpoint(getJoinedMembers)
export class GetJoinedMembersEndpoint implements EndpointHandler<typeof getJoinedMembers> {
  constructor(@Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'getMembers'>) {}

  async handle(request: EndpointRequest<typeof getJoinedMembers>): Promise<AnswerOf<typeof getJoinedMembers>> {
    const { roomId } = request.params;
    const requester = request.requester.userId;
    const { events, requesterJoined } = await this.rooms.getMembers({ roomId, requester, membership: 'join' });
    if (!requesterJoined) throw MatrixError.forbidden('You are not in this room');
    const joined = events.map(({ pdu }) => {
      const member = parseJson(pdu.toString()) as Pdu;
      const { displayname, avatarUrl } = memberProfileOf(member);
      const shown = {
        ...(displayname !== undefined && { display_name: displayname }),
        ...(avatarUrl !== undefined && { avatar_url: avatarUrl }),
      };
      return [member.state_key ?? '', shown] as const;
    });
    return { joined: Object.fromEntries(joined) };
  }
}

import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { setRoomState } from '@chappe/matrix-api';
import { MemberState } from '../room-membership/member-state.js';
import { RoomEvents } from './room-events.js';

/** PUT /rooms/{roomId}/state/{eventType}/{stateKey} */
@Injectable()
@Endpoint(setRoomState)
export class SetRoomStateEndpoint implements EndpointHandler<typeof setRoomState> {
  constructor(
    private readonly events: RoomEvents,
    private readonly memberState: MemberState,
  ) {}

  async handle({ params, body, requester }: EndpointRequest<typeof setRoomState>): Promise<{ event_id: string }> {
    const { roomId, eventType: type, stateKey } = params;
    const member = { stateKey, sender: requester.userId };
    const content = type === 'm.room.member' ? await this.memberState.complete(body, member) : body;
    return this.events.send({ roomId, type, stateKey, content }, requester);
  }
}

import { Injectable } from '@nestjs/common';
import { MembershipAction, type ChangeMembershipRequest } from '@chappe/contracts';
import { canonicalJson } from '@chappe/crypto';
import type { EventId, RoomId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import type { RoomHead, StateEvent } from '../heads/room-head.js';
import { RoomHeads } from '../heads/room-heads.js';
import type { NewEvent } from '../writing/prepared-event.js';
import { RoomLanes } from '../writing/room-lanes.js';
import { RoomWriter } from '../writing/room-writer.js';
import { memberContent } from './member-content.js';
import { planMembership } from './plan-membership.js';
import { RestrictedJoins } from './restricted-joins.js';

/** Join, invite, knock, leave, kick, ban and unban (client-server-api, "Room membership"). */
@Injectable()
export class ChangeMembership {
  constructor(
    private readonly lanes: RoomLanes,
    private readonly heads: RoomHeads,
    private readonly writer: RoomWriter,
    private readonly restrictedJoins: RestrictedJoins,
  ) {}

  /**
   * Answers, when it is durable, with the member event that is now in force.
   * @throws MatrixError M_FORBIDDEN, M_NOT_FOUND for a join or knock to a room that this server does not have
   */
  async change(request: ChangeMembershipRequest): Promise<EventId> {
    const roomId = request.roomId as RoomId;
    const changed = await this.lanes.run(roomId, () => this.#append(roomId, request));
    await changed.committed;
    return changed.eventId;
  }

  async #append(
    roomId: RoomId,
    request: ChangeMembershipRequest,
  ): Promise<{ eventId: EventId; committed: Promise<void> }> {
    const head = await this.heads.get(roomId);
    if (!head) throw unknownRoom(request.action);
    await this.heads.loadMembers(head, [request.sender, request.target]);
    const current = head.state('m.room.member', request.target);
    const plan = planMembership(request, current);
    if ('standing' in plan) return { eventId: plan.standing, committed: this.heads.committed(roomId) };
    const { sender, target, profile, reason } = request;
    const authorisedVia = await this.#authorisedVia(head, request);
    const content = memberContent({ ...plan, profile, reason, authorisedVia });
    const event = { type: 'm.room.member', sender, stateKey: target, content };
    if (current && isRepeated(current, event)) {
      await this.writer.authorise(head, event);
      return { eventId: current.eventId, committed: this.heads.committed(roomId) };
    }
    return this.writer.append(head, event);
  }

  #authorisedVia(head: RoomHead, request: ChangeMembershipRequest): Promise<string | undefined> {
    if (request.action !== MembershipAction.MEMBERSHIP_ACTION_JOIN) return Promise.resolve(undefined);
    return this.restrictedJoins.authorisingUser(head, request.target);
  }
}

/** The same change by the same user again, as when an answer was lost. */
function isRepeated({ pdu }: StateEvent, { sender, content }: NewEvent): boolean {
  return pdu.sender === sender && canonicalJson(pdu.content) === canonicalJson(content);
}

function unknownRoom(action: MembershipAction): MatrixError {
  const wantsIn =
    action === MembershipAction.MEMBERSHIP_ACTION_JOIN || action === MembershipAction.MEMBERSHIP_ACTION_KNOCK;
  return wantsIn ? MatrixError.notFound('There is no such room') : MatrixError.forbidden('You are not in this room');
}

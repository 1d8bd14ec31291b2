import { Injectable } from '@nestjs/common';
import {
  ForgetEntry,
  MembershipAction,
  roomLog,
  RoomServiceDefinition,
  type ChangeMembershipRequest,
  type ChangeMembershipResponse,
  type ForgetRoomRequest,
  type ForgetRoomResponse,
} from '@chappe/contracts';
import { canonicalJson } from '@chappe/crypto';
import { membershipOf, type EventId, type RoomId } from '@chappe/events';
import { Rpc } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { GroupCommit } from '../commit/group-commit.js';
import type { RoomHead, StateEvent } from '../heads/room-head.js';
import { RoomHeads } from '../heads/room-heads.js';
import type { NewEvent } from '../writing/prepared-event.js';
import { RoomLanes } from '../writing/room-lanes.js';
import { RoomWriter } from '../writing/room-writer.js';
import { memberContent } from './member-content.js';
import { planMembership } from './plan-membership.js';
import { RestrictedJoins } from './restricted-joins.js';

/** Join, invite, knock, leave, kick, ban, unban and forget (client-server-api, "Room membership"). */
@Injectable()
export class MembershipRpcs {
  constructor(
    private readonly lanes: RoomLanes,
    private readonly heads: RoomHeads,
    private readonly writer: RoomWriter,
    private readonly restrictedJoins: RestrictedJoins,
    private readonly commits: GroupCommit,
  ) {}

  /**
   * Answers, when it is durable, with the member event that is now in force.
   * @throws MatrixError M_FORBIDDEN, M_NOT_FOUND for a join or knock to a room that this server does not have
   */
  @Rpc(RoomServiceDefinition, 'changeMembership')
  async change(request: ChangeMembershipRequest): Promise<ChangeMembershipResponse> {
    const roomId = request.roomId as RoomId;
    const changed = await this.lanes.run(roomId, () => this.#change(roomId, request));
    await changed.committed;
    return { roomId, eventId: changed.eventId };
  }

  /**
   * Lets a user who left forget a room (client-server-api, "POST /rooms/{roomId}/forget").
   * @throws MatrixError M_UNKNOWN (400) while the user is in the room, M_NOT_FOUND when he never was
   */
  @Rpc(RoomServiceDefinition, 'forgetRoom')
  async forget(request: ForgetRoomRequest): Promise<ForgetRoomResponse> {
    const roomId = request.roomId as RoomId;
    const forgotten = await this.lanes.run(roomId, () => this.#forget(roomId, request.userId));
    await forgotten.committed;
    return {};
  }

  async #change(
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

  async #forget(roomId: RoomId, userId: string): Promise<{ committed: Promise<void> }> {
    const head = await this.heads.get(roomId);
    if (!head) throw MatrixError.notFound('There is no such room');
    await this.heads.loadMembers(head, [userId]);
    const member = head.state('m.room.member', userId);
    if (!member) throw MatrixError.notFound('You were never in this room');
    const membership = membershipOf(member.pdu);
    if (membership !== 'leave' && membership !== 'ban') {
      throw new MatrixError('M_UNKNOWN', 'Leave the room before you forget it', { status: 400 });
    }
    const payload = ForgetEntry.encode({ userId }).finish();
    const { lease, partition } = head;
    const committed = this.commits.submit(() => {
      const entry = { partition, position: lease.take(), kind: roomLog.kinds.forget.id, key: roomId, payload };
      return { lease, entries: [entry] };
    });
    return { committed };
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

import { Injectable } from '@nestjs/common';
import type { GetMembersRequest, GetMembersResponse, StoredEvent } from '@chappe/contracts';
import { membershipOf, type NodeHash, type StateSlot } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { CurrentStateStore, type MembershipFilter } from '../state/current-state.store.js';
import { PastState } from '../state/past-state.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import type { Reader } from '../visibility/reader.js';
import { Readers } from '../visibility/readers.js';
import { Visibility } from '../visibility/visibility.js';

/** Member events now, at leaving, or at a position (client-server-api, "GET /rooms/{roomId}/members"). */
@Injectable()
export class GetMembers {
  constructor(
    private readonly readers: Readers,
    private readonly current: CurrentStateStore,
    private readonly past: PastState,
    private readonly timeline: TimelineStore,
    private readonly visibility: Visibility,
  ) {}

  /** @throws MatrixError M_FORBIDDEN, also for a position at which the requester may not see the room */
  async get(request: GetMembersRequest): Promise<GetMembersResponse> {
    const reader = await this.readers.admit(request.roomId, request.requester);
    return { events: await this.#members(reader, request), requesterJoined: reader.standing === 'joined' };
  }

  async #members(reader: Reader, request: GetMembersRequest): Promise<StoredEvent[]> {
    const { atPosition } = request;
    if (atPosition !== undefined && !isAfterLeaving(reader, atPosition)) {
      const root = await this.#rootAt(reader, atPosition);
      return root === undefined ? [] : this.#membersAt(reader, root, request);
    }
    if (reader.left) return this.#membersAt(reader, reader.left.state, request);
    return this.current.members(reader.room, request);
  }

  /** State after the last event at or before a position; undefined before the room's creation. */
  async #rootAt(reader: Reader, position: number): Promise<NodeHash | undefined> {
    const event = await this.timeline.lastAt(reader.room, position);
    if (!event) return undefined;
    const { isVisible } = await this.visibility.judgeOne(reader, event);
    if (!isVisible) throw MatrixError.forbidden('You may not see the room as it was then');
    return event.stateAfter;
  }

  #membersAt(reader: Reader, root: NodeHash, filter: MembershipFilter): Promise<StoredEvent[]> {
    return this.past.at(reader.room, root, {
      hasSlot: isMemberSlot,
      hasEvent: ({ pdu }) => isWanted(membershipOf(pdu), filter),
    });
  }
}

function isAfterLeaving(reader: Reader, position: number): boolean {
  return reader.left !== undefined && position >= reader.left.at.position;
}

function isMemberSlot({ type }: StateSlot): boolean {
  return type === 'm.room.member';
}

/** "The two parameters create an 'or' condition." */
function isWanted(actual: string, { membership, notMembership }: MembershipFilter): boolean {
  if (membership === undefined && notMembership === undefined) return true;
  return actual === membership || (notMembership !== undefined && actual !== notMembership);
}

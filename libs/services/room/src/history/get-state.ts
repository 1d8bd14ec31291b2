import { Injectable } from '@nestjs/common';
import type {
  GetMembersRequest,
  GetMembersResponse,
  GetStateRequest,
  GetStateResponse,
  StoredEvent,
} from '@chappe/contracts';
import { membershipOf, type NodeHash, type StateSlot } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { CurrentStateStore, type MembershipFilter } from '../state/current-state.store.js';
import { PastState } from '../state/past-state.js';
import type { TimelineEvent } from '../timeline/timeline-event.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import { toStoredEvent } from '../timeline/to-stored-event.js';
import type { Reader } from '../visibility/reader.js';
import { Readers } from '../visibility/readers.js';
import { Visibility } from '../visibility/visibility.js';

/** State as a reader may see it: in force, or, for who has left, at leaving. */
@Injectable()
export class GetState {
  constructor(
    private readonly readers: Readers,
    private readonly current: CurrentStateStore,
    private readonly past: PastState,
    private readonly timeline: TimelineStore,
    private readonly visibility: Visibility,
  ) {}

  /**
   * All state, or one slot (client-server-api, "GET /rooms/{roomId}/state").
   * @throws MatrixError M_FORBIDDEN, M_NOT_FOUND when nothing is in the slot that is asked for
   */
  async get(request: GetStateRequest): Promise<GetStateResponse> {
    const reader = await this.readers.admit(request.roomId, request.requester);
    if (request.eventType !== undefined) {
      const event = await this.#slot(reader, { type: request.eventType, stateKey: request.stateKey ?? '' });
      if (!event) throw MatrixError.notFound('The room has no such state');
      return { events: [toStoredEvent(event)] };
    }
    if (reader.left) return { events: await this.past.at(reader.room, reader.left.state) };
    return { events: await this.current.all(reader.room) };
  }

  /**
   * Member events now, at leaving, or at a position (client-server-api, "GET /rooms/{roomId}/members").
   * @throws MatrixError M_FORBIDDEN, also for a position at which the requester may not see the room
   */
  async members(request: GetMembersRequest): Promise<GetMembersResponse> {
    const reader = await this.readers.admit(request.roomId, request.requester);
    return { events: await this.#members(reader, request), requesterJoined: reader.standing === 'joined' };
  }

  #slot(reader: Reader, slot: StateSlot): Promise<TimelineEvent | undefined> {
    if (reader.left) return this.past.slotAt(reader.room, reader.left.state, slot);
    // PostgreSQL's text holds no NUL, so neither does a stored slot.
    if (`${slot.type}${slot.stateKey}`.includes('\0')) return Promise.resolve(undefined);
    return this.current.slot(reader.room, slot);
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
      hasEvent: ({ pdu }) => isIncluded(membershipOf(pdu), filter),
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
function isIncluded(actual: string, { membership, notMembership }: MembershipFilter): boolean {
  if (membership === undefined && notMembership === undefined) return true;
  return actual === membership || (notMembership !== undefined && actual !== notMembership);
}

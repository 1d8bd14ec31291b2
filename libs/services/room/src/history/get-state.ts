import { Injectable } from '@nestjs/common';
import type {
  FindStateRequest,
  FindStateResponse,
  GetMembersRequest,
  GetMembersResponse,
  GetStateRequest,
  GetStateResponse,
} from '@chappe/contracts';
import { EMPTY_STATE, type NodeHash } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { CurrentStateStore } from '../state/current-state.store.js';
import { StatePages } from '../state/state-pages.js';
import { memberPart } from '../state/state-part.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import type { Reader } from '../visibility/reader.js';
import { Readers } from '../visibility/readers.js';
import { Visibility } from '../visibility/visibility.js';

/** A state that somebody may read. */
interface ReadableState {
  readonly to: NodeHash;
  readonly showsRedaction: boolean;
}

/** State as a reader may see it: in force, or, for who has left, at leaving. */
@Injectable()
export class GetState {
  constructor(
    private readonly readers: Readers,
    private readonly current: CurrentStateStore,
    private readonly pages: StatePages,
    private readonly timeline: TimelineStore,
    private readonly visibility: Visibility,
  ) {}

  /**
   * Which state the requester may read, now, at leaving, or at a position (client-server-api, "GET
   * /rooms/{roomId}/state" and "GET /rooms/{roomId}/members").
   * @throws MatrixError M_FORBIDDEN, also for a position at which the requester may not see the room
   */
  async find(request: FindStateRequest): Promise<FindStateResponse> {
    const reader = await this.readers.admit(request.roomId, request.requester);
    const { to, showsRedaction } = await this.#readable(reader, request.atPosition);
    return { root: to, showsRedactions: showsRedaction, requesterJoined: reader.standing === 'joined' };
  }

  /**
   * Everything in one message.
   * @throws MatrixError M_FORBIDDEN, M_TOO_LARGE
   */
  async get(request: GetStateRequest): Promise<GetStateResponse> {
    const reader = await this.readers.admit(request.roomId, request.requester);
    const range = { ...(await this.#readable(reader)), reader: reader.userId };
    return { events: await this.pages.whole(reader.room, range) };
  }

  /**
   * Member events now, at leaving, or at a position, in one message.
   * @throws MatrixError M_FORBIDDEN, also for a position at which the requester may not see the room, M_TOO_LARGE
   */
  async members(request: GetMembersRequest): Promise<GetMembersResponse> {
    const reader = await this.readers.admit(request.roomId, request.requester);
    const readable = await this.#readable(reader, request.atPosition);
    const range = { ...readable, part: memberPart(request), reader: reader.userId };
    return { events: await this.pages.whole(reader.room, range), requesterJoined: reader.standing === 'joined' };
  }

  async #readable(reader: Reader, atPosition?: number): Promise<ReadableState> {
    if (atPosition !== undefined && !isAfterLeaving(reader, atPosition)) {
      return { to: await this.#rootAt(reader, atPosition), showsRedaction: false };
    }
    if (reader.left) return { to: reader.left.state, showsRedaction: false };
    const room = await this.current.room(reader.room);
    return { to: room?.stateRoot ?? EMPTY_STATE, showsRedaction: true };
  }

  /** State after the last event at or before a position; empty before the room's creation. */
  async #rootAt(reader: Reader, position: number): Promise<NodeHash> {
    const event = await this.timeline.lastAt(reader.room, position);
    if (!event) return EMPTY_STATE;
    const { isVisible } = await this.visibility.judgeOne(reader, event);
    if (!isVisible) throw MatrixError.forbidden('You may not see the room as it was then');
    return event.stateAfter;
  }
}

function isAfterLeaving(reader: Reader, position: number): boolean {
  return reader.left !== undefined && position >= reader.left.at.position;
}

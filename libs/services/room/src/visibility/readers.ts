import { Injectable } from '@nestjs/common';
import { historyVisibilityOf, membershipOf, parseRoomId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { Partitions, type RoomKey } from '../partitions/partitions.js';
import { MembershipStore } from '../state/membership.store.js';
import { UserRooms } from '../user-rooms/user-rooms.js';
import { CurrentStateStore } from '../state/current-state.store.js';
import { STAY_SEARCH_EVENTS_MAX } from '../room.limits.js';
import type { TimelineEvent } from '../timeline/timeline-event.js';
import { pointAfter, ROOM_END, type Point } from '../timeline/timeline-point.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import type { Reader } from './reader.js';

/** Member events read at a time when looking for a stay. */
const PAGE_EVENTS = 100;

/** Finds out what a user is to a room. */
@Injectable()
export class Readers {
  constructor(
    private readonly partitions: Partitions,
    private readonly memberships: MembershipStore,
    private readonly state: CurrentStateStore,
    private readonly timeline: TimelineStore,
    private readonly userRooms: UserRooms,
  ) {}

  /**
   * A user with the right to read the room or a part of it: who is joined, who was, and anybody when its history is
   * world_readable (client-server-api, "Room history visibility").
   * @throws MatrixError M_FORBIDDEN, also for a room that this server does not have
   */
  async admit(roomId: string, userId: string): Promise<Reader> {
    const reader = await this.find(roomId, userId);
    if (!reader || (reader.standing === 'outsider' && !(await this.isWorldReadable(reader.room)))) {
      throw MatrixError.forbidden('You are not in this room');
    }
    return reader;
  }

  /** What a user is to a room, without a judgement; undefined for what cannot be a room id. */
  async find(roomIdText: string, userId: string): Promise<Reader | undefined> {
    const roomId = parseRoomId(roomIdText);
    if (!roomId) return undefined;
    const room = this.partitions.roomKey(roomId);
    const member = await this.memberships.standing(room, userId);
    if (!member) return { room, userId, standing: 'outsider' };
    if (member.membership === 'join') return { room, userId, standing: 'joined', joinedAt: pointAfter(member) };
    const stay = await this.#lastStay(room, userId);
    // After forgetting, "a user will no longer be able to retrieve history for this room" (POST
    // /rooms/{roomId}/forget).
    if (!stay || (await this.userRooms.hasForgotten(userId, roomId))) return { room, userId, standing: 'outsider' };
    const left = { at: pointAfter(stay.end), state: stay.end.stateAfter };
    return { room, userId, standing: 'left', joinedAt: pointAfter(stay.join), left };
  }

  /** The point behind which a reader sees nothing. */
  async horizonOf(reader: Reader): Promise<Point> {
    if (!reader.left || (await this.isWorldReadable(reader.room))) return ROOM_END;
    return reader.left.at;
  }

  /** Whether the history visibility in force lets anybody read. */
  async isWorldReadable(room: RoomKey): Promise<boolean> {
    const event = await this.state.slot(room, { type: 'm.room.history_visibility', stateKey: '' });
    return event !== undefined && historyVisibilityOf(event.pdu) === 'world_readable';
  }

  /** The newest join of a user who is not joined, and the event that followed it and ended it. */
  async #lastStay(key: RoomKey, userId: string): Promise<{ join: TimelineEvent; end: TimelineEvent } | undefined> {
    const slot = { type: 'm.room.member', stateKey: userId };
    let end: TimelineEvent | undefined;
    let before = ROOM_END.position;
    for (let read = 0; read < STAY_SEARCH_EVENTS_MAX; read += PAGE_EVENTS) {
      const page = await this.timeline.ofSlot(key, slot, { before, limit: PAGE_EVENTS });
      for (const event of page) {
        if (membershipOf(event.pdu) === 'join') return end && { join: event, end };
        end = event;
        before = event.position;
      }
      if (page.length < PAGE_EVENTS) return undefined;
    }
    return undefined;
  }
}

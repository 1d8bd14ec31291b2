import { Injectable } from '@nestjs/common';
import { Postgres } from '@chappe/postgres';
import type { RoomKey } from '../partitions/partitions.js';
import type { Point } from '../timeline/timeline-point.js';

/** A member event in force: what it says and where it stands. */
export interface StandingMembership extends Point {
  readonly membership: string;
}

/** Reads who is what in a room, from `room.current_state`. */
@Injectable()
export class MembershipStore {
  constructor(private readonly postgres: Postgres) {}

  /** Committed membership of a user now; undefined: none ever. */
  async membership(key: RoomKey, userId: string): Promise<string | undefined> {
    const [row] = await this.postgres.query<{ membership: string }>({
      name: 'room-membership',
      text: `SELECT membership FROM room.current_state
             WHERE partition = $1 AND room_id = $2 AND type = 'm.room.member' AND state_key = $3`,
      values: [key.partition, key.roomId, userId],
    });
    return row?.membership;
  }

  /** Whether a user is joined to any of these rooms, by committed membership. One statement per room partition. */
  async isInAny(places: readonly RoomKey[], userId: string): Promise<boolean> {
    const byPartition = Map.groupBy(places, ({ partition }) => partition);
    for (const [partition, rooms] of byPartition) {
      const found = await this.postgres.query({
        name: 'room-is-in-any',
        text: `SELECT FROM room.current_state
               WHERE partition = $1 AND room_id = ANY($2) AND type = 'm.room.member' AND state_key = $3
                 AND membership = 'join' LIMIT 1`,
        values: [partition, rooms.map(({ roomId }) => roomId), userId],
      });
      if (found.length > 0) return true;
    }
    return false;
  }

  /** Whether anybody is joined now. */
  async hasJoined(key: RoomKey): Promise<boolean> {
    const rows = await this.postgres.query({
      name: 'room-has-joined',
      text: `SELECT FROM room.current_state
             WHERE partition = $1 AND room_id = $2 AND membership = 'join' LIMIT 1`,
      values: [key.partition, key.roomId],
    });
    return rows.length > 0;
  }

  /** As {@link membership}, with the place of the member event. */
  async standing(key: RoomKey, userId: string): Promise<StandingMembership | undefined> {
    const [row] = await this.postgres.query<StandingMembership>({
      name: 'room-standing-membership',
      text: `SELECT c.membership, e.depth, e.position FROM room.current_state c
             JOIN room.events e USING (partition, event_id)
             WHERE c.partition = $1 AND c.room_id = $2 AND c.type = 'm.room.member' AND c.state_key = $3`,
      values: [key.partition, key.roomId, userId],
    });
    return row;
  }
}

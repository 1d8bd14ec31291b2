import { Injectable } from '@nestjs/common';
import { Postgres } from '@chappe/postgres';
import type { RoomPlace } from '../state/state-node.store.js';

/** Reads who is what in a room, from `room.current_state`. */
@Injectable()
export class MembershipStore {
  constructor(private readonly postgres: Postgres) {}

  /** Committed membership of a user now; undefined: none ever. */
  async membership(place: RoomPlace, userId: string): Promise<string | undefined> {
    const [row] = await this.postgres.query<{ membership: string }>({
      name: 'room-membership',
      text: `SELECT membership FROM room.current_state
             WHERE partition = $1 AND room_id = $2 AND type = 'm.room.member' AND state_key = $3`,
      values: [place.partition, place.roomId, userId],
    });
    return row?.membership;
  }
}

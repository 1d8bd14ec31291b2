import { Injectable } from '@nestjs/common';
import type { UserRoom } from '@chappe/contracts';
import type { UserId } from '@chappe/events';
import type { Tx } from '@chappe/postgres';

/** Name of the consumer that writes the projection. */
export const USER_ROOMS_CONSUMER = 'user-rooms';

/** What the keys of a user's rows start with. */
export interface UserKey {
  /** Partition of the user id. */
  readonly partition: number;
  readonly userId: UserId | string;
}

/** The rooms of each user (`room.user_rooms`): a projection of the room log, behind it by a moment. */
@Injectable()
export class UserRoomsStore {
  async ofUser(tx: Tx, key: UserKey): Promise<UserRoom[]> {
    return tx.query<UserRoom>({
      name: 'room-user-rooms',
      text: `SELECT room_id AS "roomId", membership, event_id AS "eventId", position, forgotten, sender
             FROM room.user_rooms WHERE partition = $1 AND user_id = $2 ORDER BY room_id`,
      values: [key.partition, key.userId],
    });
  }

  /** Per room partition: what is committed, and how far the projection is. */
  async positions(tx: Tx): Promise<ProjectedPosition[]> {
    return tx.query({
      name: 'room-user-rooms-positions',
      text: `SELECT p.partition, p.position AS committed, coalesce(c.position, 0) AS projected
             FROM room.partitions p
             LEFT JOIN room.consumer_positions c ON c.partition = p.partition AND c.consumer = $1
             ORDER BY p.partition`,
      values: [USER_ROOMS_CONSUMER],
    });
  }

  /** Member and forget entries of these ranges, in the order of each partition. */
  async tails(tx: Tx, ranges: readonly TailRange[]): Promise<TailEntry[]> {
    return tx.query<TailEntry>({
      name: 'room-user-rooms-tails',
      text: `SELECT l.kind, l.key, l.position, l.payload
             FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS r(partition, after, upto)
             JOIN room.log l ON l.partition = r.partition AND l.position > r.after AND l.position <= r.upto
             WHERE l.kind IN (3, 6) ORDER BY l.partition, l.position`,
      values: [
        ranges.map((range) => range.partition),
        ranges.map((range) => range.after),
        ranges.map((range) => range.to),
      ],
    });
  }

  /** Takes in a member event; an older one than the projection has changes nothing. */
  async upsert(tx: Tx, key: UserKey, room: UserRoom): Promise<void> {
    await tx.query({
      name: 'room-user-rooms-upsert',
      text: `INSERT INTO room.user_rooms AS u (partition, user_id, room_id, membership, event_id, sender, position)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (partition, user_id, room_id) DO UPDATE SET membership = excluded.membership,
               event_id = excluded.event_id, sender = excluded.sender, position = excluded.position, forgotten = false
             WHERE u.position < excluded.position`,
      values: [key.partition, key.userId, room.roomId, room.membership, room.eventId, room.sender, room.position],
    });
  }

  async forget(tx: Tx, key: UserKey, roomId: string): Promise<void> {
    await tx.query({
      name: 'room-user-rooms-forget',
      text: `UPDATE room.user_rooms SET forgotten = true WHERE partition = $1 AND user_id = $2 AND room_id = $3`,
      values: [key.partition, key.userId, roomId],
    });
  }
}

/** How far a room partition and its projection are. */
export interface ProjectedPosition {
  readonly partition: number;
  readonly committed: number;
  readonly projected: number;
}

export interface TailRange {
  readonly partition: number;
  /** Exclusive. */
  readonly after: number;
  /** Inclusive. */
  readonly to: number;
}

export interface TailEntry {
  readonly kind: number;
  readonly key: string;
  readonly position: number;
  readonly payload: Buffer;
}

import { Injectable } from '@nestjs/common';
import type { RoomId } from '@chappe/events';
import { Postgres } from '@chappe/postgres';
import type { RoomKey } from '../partitions/partitions.js';

/** Who upgrades a room, and to what. */
export interface UpgradeKey {
  readonly room: RoomKey;
  readonly userId: string;
  readonly version: string;
}

/** Rooms that were made, or were to be made, to replace others (`room.replacements`). */
@Injectable()
export class ReplacementStore {
  constructor(private readonly postgres: Postgres) {}

  /** The room last noted for an upgrade. It may not exist. */
  async find({ room, userId, version }: UpgradeKey): Promise<RoomId | undefined> {
    const [row] = await this.postgres.query<{ replacement_room_id: RoomId }>({
      name: 'room-replacement',
      text: `SELECT replacement_room_id FROM room.replacements
             WHERE partition = $1 AND room_id = $2 AND user_id = $3 AND version = $4`,
      values: [room.partition, room.roomId, userId, version],
    });
    return row?.replacement_room_id;
  }

  /** Notes the room that is about to be made. */
  async note({ room, userId, version }: UpgradeKey, replacement: RoomId): Promise<void> {
    await this.postgres.query({
      name: 'room-note-replacement',
      text: `INSERT INTO room.replacements (partition, room_id, user_id, version, replacement_room_id)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (partition, room_id, user_id, version)
             DO UPDATE SET replacement_room_id = excluded.replacement_room_id`,
      values: [room.partition, room.roomId, userId, version, replacement],
    });
  }
}

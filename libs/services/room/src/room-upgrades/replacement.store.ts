import { Injectable } from '@nestjs/common';
import type { RoomId } from '@chappe/events';
import { Postgres } from '@chappe/postgres';
import type { RoomKey } from '../partitions/partitions.js';
import { Replacement } from './replacement.entity.js';

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
  async find(upgrade: UpgradeKey): Promise<RoomId | undefined> {
    const noted = await this.postgres.entities(Replacement, (rows) => rows.findOneBy(addressOf(upgrade)));
    return noted?.replacementRoomId;
  }

  /** Notes the room that is about to be made. */
  async note(upgrade: UpgradeKey, replacementRoomId: RoomId): Promise<void> {
    const row = { ...addressOf(upgrade), replacementRoomId };
    const key = ['partition', 'roomId', 'userId', 'version'];
    await this.postgres.entities(Replacement, (rows) => rows.upsert(row, key));
  }
}

function addressOf({ room, userId, version }: UpgradeKey): Omit<Replacement, 'replacementRoomId'> {
  return { partition: room.partition, roomId: room.roomId, userId, version };
}

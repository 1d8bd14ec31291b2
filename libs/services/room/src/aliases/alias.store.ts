import { Injectable } from '@nestjs/common';
import type { RoomAlias, RoomId } from '@chappe/events';
import { Postgres } from '@chappe/postgres';
import { Partitions } from '../partitions/partitions.js';

export interface StoredAlias {
  readonly roomId: RoomId;
  readonly creator: string;
}

/** The aliases of this server (`room.aliases`). An alias whose room was never committed counts as free. */
@Injectable()
export class AliasStore {
  constructor(
    private readonly postgres: Postgres,
    private readonly partitions: Partitions,
  ) {}

  /** Points a free alias to a room. @returns false when it leads to a room already */
  async claim(alias: RoomAlias, stored: StoredAlias): Promise<boolean> {
    const { roomId, creator } = stored;
    const claimed = await this.postgres.query({
      text: `INSERT INTO room.aliases (partition, alias, room_id, creator) VALUES ($1, $2, $3, $4)
             ON CONFLICT (partition, alias) DO NOTHING RETURNING alias`,
      values: [this.partitions.of(alias), alias, roomId, creator],
    });
    if (claimed.length > 0) return true;
    const holder = await this.#read(alias);
    if (!holder || (await this.#exists(holder.roomId))) return false;
    const taken = await this.postgres.query({
      text: `UPDATE room.aliases SET room_id = $3, creator = $4, created_at = now()
             WHERE partition = $1 AND alias = $2 AND room_id = $5 AND created_at < now() - interval '1 minute'
             RETURNING alias`,
      values: [this.partitions.of(alias), alias, roomId, creator, holder.roomId],
    });
    return taken.length > 0;
  }

  /** Where an alias leads; undefined when it is free. */
  async find(alias: RoomAlias): Promise<StoredAlias | undefined> {
    const stored = await this.#read(alias);
    return stored && (await this.#exists(stored.roomId)) ? stored : undefined;
  }

  /** Removes an alias, if it still leads to this room. */
  async remove(alias: RoomAlias, roomId: RoomId): Promise<void> {
    await this.postgres.query({
      text: `DELETE FROM room.aliases WHERE partition = $1 AND alias = $2 AND room_id = $3`,
      values: [this.partitions.of(alias), alias, roomId],
    });
  }

  /** Makes every alias of a room lead to another one. */
  async move(from: RoomId, to: RoomId): Promise<void> {
    await this.postgres.query({
      name: 'room-move-aliases',
      text: `UPDATE room.aliases SET room_id = $2 WHERE room_id = $1`,
      values: [from, to],
    });
  }

  /** Gives back an alias that was claimed for a room to be created, unless that room is there after all. */
  async release(alias: RoomAlias, roomId: RoomId): Promise<void> {
    if (!(await this.#exists(roomId))) await this.remove(alias, roomId);
  }

  /** The aliases of a room, sorted. */
  async ofRoom(roomId: RoomId, limit: number): Promise<RoomAlias[]> {
    const rows = await this.postgres.query<{ alias: RoomAlias }>({
      name: 'room-aliases-of-room',
      text: `SELECT alias FROM room.aliases WHERE room_id = $1 ORDER BY alias LIMIT $2`,
      values: [roomId, limit],
    });
    return rows.map((row) => row.alias);
  }

  async #read(alias: RoomAlias): Promise<StoredAlias | undefined> {
    const [row] = await this.postgres.query<{ room_id: RoomId; creator: string }>({
      name: 'room-alias',
      text: `SELECT room_id, creator FROM room.aliases WHERE partition = $1 AND alias = $2`,
      values: [this.partitions.of(alias), alias],
    });
    return row && { roomId: row.room_id, creator: row.creator };
  }

  /** In a statement of its own: alias and room are in different partitions, which may be in different databases. */
  async #exists(roomId: RoomId): Promise<boolean> {
    const rows = await this.postgres.query({
      name: 'room-exists',
      text: `SELECT FROM room.rooms WHERE partition = $1 AND room_id = $2`,
      values: [this.partitions.of(roomId), roomId],
    });
    return rows.length > 0;
  }
}

import { Injectable } from '@nestjs/common';
import type { NodeHash } from '@chappe/events';
import { Postgres } from '@chappe/postgres';
import type { RoomKey } from '../partitions/partitions.js';

/** Nodes of the state maps (`room.state_nodes`). */
@Injectable()
export class StateNodeStore {
  constructor(private readonly postgres: Postgres) {}

  /** Encoded nodes by hash; hashes that the room does not have are absent. */
  async read(key: RoomKey, hashes: readonly NodeHash[]): Promise<Map<NodeHash, Buffer>> {
    const rows = await this.postgres.query<{ hash: Buffer; node: Buffer }>({
      name: 'room-state-nodes',
      text: `SELECT hash, node FROM room.state_nodes
             WHERE partition = $1 AND room_id = $2 AND hash = ANY ($3::bytea[])`,
      values: [key.partition, key.roomId, hashes.map((hash) => Buffer.from(hash, 'base64url'))],
    });
    return new Map(rows.map((row) => [row.hash.toString('base64url'), row.node]));
  }
}

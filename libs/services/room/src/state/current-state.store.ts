import { Injectable } from '@nestjs/common';
import { parseExactJson } from '@chappe/crypto';
import { type NodeHash, type Pdu, type StateSlot, textOf } from '@chappe/events';
import { Postgres, type Tx } from '@chappe/postgres';
import type { RoomKey } from '../partitions/partitions.js';
import type { TimelineEvent } from '../timeline/timeline-event.js';
import { TimelineStore } from '../timeline/timeline.store.js';

/** A room as it is now. */
export interface CurrentRoom {
  readonly version: string;
  /** The last position of its partition. */
  readonly position: number;
  /** Root of the state in force. */
  readonly stateRoot: NodeHash;
}

/** A user who is banned from a room. */
export interface Ban {
  readonly userId: string;
  readonly reason: string | undefined;
}

/** Reads the state in force (`room.current_state`) with its events. */
@Injectable()
export class CurrentStateStore {
  constructor(
    private readonly postgres: Postgres,
    private readonly timeline: TimelineStore,
  ) {}

  /** Undefined when this server does not have the room. */
  async room(key: RoomKey, source: Tx = this.postgres): Promise<CurrentRoom | undefined> {
    const [row] = await source.query<{ version: string; position: number; state_root: Buffer }>({
      name: 'room-now',
      text: `SELECT r.version, p.position, r.state_root FROM room.rooms r JOIN room.partitions p USING (partition)
             WHERE r.partition = $1 AND r.room_id = $2`,
      values: [key.partition, key.roomId],
    });
    return row && { version: row.version, position: row.position, stateRoot: row.state_root.toString('base64url') };
  }

  /** The event in a slot. */
  async slot(key: RoomKey, slot: StateSlot): Promise<TimelineEvent | undefined> {
    const [row] = await this.postgres.query<{ event_id: string }>({
      name: 'room-current-slot',
      text: `SELECT event_id FROM room.current_state
             WHERE partition = $1 AND room_id = $2 AND type = $3 AND state_key = $4`,
      values: [key.partition, key.roomId, slot.type, slot.stateKey],
    });
    return row && this.timeline.byId(key, row.event_id);
  }

  /** Who is banned, and why; those banned last come first. */
  async bans(key: RoomKey, limit: number): Promise<Ban[]> {
    const rows = await this.postgres.query<{ user_id: string; json: Buffer }>({
      name: 'room-bans',
      text: `SELECT c.state_key AS user_id, e.json FROM room.current_state c
             JOIN room.events e USING (partition, event_id)
             WHERE c.partition = $1 AND c.room_id = $2 AND c.type = 'm.room.member' AND c.membership = 'ban'
             ORDER BY e.position DESC LIMIT $3`,
      values: [key.partition, key.roomId, limit],
    });
    return rows.map(({ user_id: userId, json }) => ({ userId, reason: reasonOf(json) }));
  }
}

function reasonOf(json: Buffer): string | undefined {
  const { content } = parseExactJson(json.toString()) as unknown as Pdu;
  return textOf(content, 'reason');
}

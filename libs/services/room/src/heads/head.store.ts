import { Injectable } from '@nestjs/common';
import { parseExactJson } from '@chappe/crypto';
import type { EventId, NodeHash, Pdu } from '@chappe/events';
import { Postgres } from '@chappe/postgres';
import type { RoomKey } from '../partitions/partitions.js';
import type { StateEvent } from './room-head.js';
import type { Transaction } from './transaction-ids.js';

export interface StoredHead {
  readonly version: string;
  readonly depth: number;
  readonly stateRoot: NodeHash;
  readonly extremities: EventId[];
}

interface StateRow {
  readonly event_id: EventId;
  readonly json: Buffer;
}

interface TransactionRow {
  readonly sender: string;
  readonly txn_device_id: string;
  readonly txn_id: string;
  readonly type: string;
  readonly redacts: string | null;
  readonly event_id: EventId;
}

/** A transaction id of a room. */
export interface StoredLookup {
  readonly key: RoomKey;
  readonly transaction: Transaction;
}

/** Reads what a head consists of. */
@Injectable()
export class HeadStore {
  constructor(private readonly postgres: Postgres) {}

  /** The room's own row; undefined when this server does not have the room. */
  async room(key: RoomKey): Promise<StoredHead | undefined> {
    const [row] = await this.postgres.query<{
      version: string;
      depth: number;
      state_root: Buffer;
      extremities: string;
    }>({
      name: 'room-head',
      text: `SELECT version, depth, state_root, extremities FROM room.rooms WHERE partition = $1 AND room_id = $2`,
      values: [key.partition, key.roomId],
    });
    if (!row) return undefined;
    return {
      version: row.version,
      depth: row.depth,
      stateRoot: row.state_root.toString('base64url'),
      extremities: row.extremities.split('\n') as EventId[],
    };
  }

  /** Events of the room by id; those that are not there are absent. */
  async events(key: RoomKey, eventIds: readonly EventId[]): Promise<StateEvent[]> {
    const rows = await this.postgres.query<StateRow>({
      name: 'room-head-events',
      text: `SELECT event_id, json FROM room.events WHERE partition = $1 AND event_id = ANY ($2) AND room_id = $3`,
      values: [key.partition, eventIds, key.roomId],
    });
    return rows.map(toStateEvent);
  }

  /** Current state events but members. */
  async stateWithoutMembers(key: RoomKey): Promise<StateEvent[]> {
    const rows = await this.postgres.query<StateRow>({
      name: 'room-head-state',
      text: `SELECT e.event_id, e.json FROM room.current_state c
             JOIN room.events e USING (partition, event_id)
             WHERE c.partition = $1 AND c.room_id = $2 AND c.membership IS NULL`,
      values: [key.partition, key.roomId],
    });
    return rows.map(toStateEvent);
  }

  /** Up to `limit` current member events; of these users only, when given. */
  async members(key: RoomKey, options: { limit: number; userIds?: readonly string[] }): Promise<StateEvent[]> {
    const rows = await this.postgres.query<StateRow>({
      name: 'room-head-members',
      text: `SELECT e.event_id, e.json FROM room.current_state c
             JOIN room.events e USING (partition, event_id)
             WHERE c.partition = $1 AND c.room_id = $2 AND c.type = 'm.room.member'
               AND ($3::text[] IS NULL OR c.state_key = ANY ($3))
             LIMIT $4`,
      values: [key.partition, key.roomId, options.userIds ?? null, options.limit],
    });
    return rows.map(toStateEvent);
  }

  /** The room's newest transaction ids, oldest first. */
  async transactions(key: RoomKey, limit: number): Promise<(Transaction & { eventId: EventId })[]> {
    const rows = await this.postgres.query<TransactionRow>({
      name: 'room-head-transactions',
      text: `SELECT sender, txn_device_id, txn_id, type, redacts, event_id FROM room.events
             WHERE partition = $1 AND room_id = $2 AND txn_id IS NOT NULL
             ORDER BY position DESC LIMIT $3`,
      values: [key.partition, key.roomId, limit],
    });
    return rows.reverse().map((row) => ({
      sender: row.sender,
      deviceId: row.txn_device_id,
      txnId: row.txn_id,
      eventType: row.type,
      redacts: row.redacts ?? '',
      eventId: row.event_id,
    }));
  }

  /** The events that were sent with transaction ids, by the index of the look-up; those never used are absent. */
  async eventsOf(lookups: readonly StoredLookup[]): Promise<Map<number, EventId>> {
    const rows = await this.postgres.query<{ index: number; event_id: EventId }>({
      name: 'room-events-of-transactions',
      text: `SELECT r.index, e.event_id
             FROM unnest($1::int[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
               $8::text[])
               AS r(index, partition, room_id, sender, device_id, txn_id, type, redacts)
             JOIN room.events e ON e.partition = r.partition AND e.txn_id = r.txn_id AND e.txn_device_id = r.device_id
               AND e.sender = r.sender AND e.room_id IS NOT DISTINCT FROM r.room_id AND e.type = r.type
               AND coalesce(e.redacts, '') = r.redacts AND e.txn_id IS NOT NULL`,
      values: [
        lookups.map((_lookup, index) => index),
        lookups.map(({ key }) => key.partition),
        lookups.map(({ key }) => key.roomId),
        lookups.map(({ transaction }) => transaction.sender),
        lookups.map(({ transaction }) => transaction.deviceId),
        lookups.map(({ transaction }) => transaction.txnId),
        lookups.map(({ transaction }) => transaction.eventType),
        lookups.map(({ transaction }) => transaction.redacts),
      ],
    });
    return new Map(rows.map((row) => [row.index, row.event_id]));
  }
}

function toStateEvent(row: StateRow): StateEvent {
  return { eventId: row.event_id, pdu: parseExactJson(row.json.toString()) as unknown as Pdu };
}

import { Injectable } from '@nestjs/common';
import { parseExactJson } from '@chappe/crypto';
import type { EventId, NodeHash, Pdu, StateSlot } from '@chappe/events';
import { Postgres } from '@chappe/postgres';
import type { RoomKey } from '../partitions/partitions.js';
import type { StateEvent } from './room-head.js';
import { deviceOfStored, storedDeviceOf } from '../timeline/stored-device.js';
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

  /** Current state events but members; of some types only, with the empty state key, when these are given. */
  async stateWithoutMembers(key: RoomKey, types?: readonly string[]): Promise<StateEvent[]> {
    const rows = await this.postgres.query<StateRow>({
      name: types ? 'room-head-state-of-types' : 'room-head-state',
      text: `SELECT e.event_id, e.json FROM room.current_state c
             JOIN room.events e USING (partition, event_id)
             WHERE c.partition = $1 AND c.room_id = $2 AND c.membership IS NULL
             ${types ? `AND c.type = ANY ($3) AND c.state_key = ''` : ''}`,
      values: [key.partition, key.roomId, ...(types ? [types] : [])],
    });
    return rows.map(toStateEvent);
  }

  /** How many current state events are no member events, and the bytes of their JSON, which is not read for that. */
  async countWithoutMembers(key: RoomKey): Promise<{ events: number; bytes: number }> {
    const [row] = await this.postgres.query<{ events: number; bytes: number }>({
      name: 'room-head-state-size',
      text: `SELECT count(*) AS events, coalesce(sum(octet_length(e.json)), 0)::bigint AS bytes
             FROM room.current_state c JOIN room.events e USING (partition, event_id)
             WHERE c.partition = $1 AND c.room_id = $2 AND c.membership IS NULL`,
      values: [key.partition, key.roomId],
    });
    return row ?? { events: 0, bytes: 0 };
  }

  /** Up to `limit` current member events. */
  async members(key: RoomKey, limit: number): Promise<StateEvent[]> {
    const rows = await this.postgres.query<StateRow>({
      name: 'room-head-members',
      text: `SELECT e.event_id, e.json FROM room.current_state c
             JOIN room.events e USING (partition, event_id)
             WHERE c.partition = $1 AND c.room_id = $2 AND c.type = 'm.room.member'
             LIMIT $3`,
      values: [key.partition, key.roomId, limit],
    });
    return rows.map(toStateEvent);
  }

  /** The current state events in some slots; of empty ones none. */
  async slots(key: RoomKey, slots: readonly StateSlot[]): Promise<StateEvent[]> {
    const rows = await this.postgres.query<StateRow>({
      name: 'room-head-slots',
      text: `SELECT e.event_id, e.json FROM unnest($3::text[], $4::text[]) AS wanted(type, state_key)
             JOIN room.current_state c ON c.partition = $1 AND c.room_id = $2
               AND c.type = wanted.type AND c.state_key = wanted.state_key
             JOIN room.events e ON e.partition = c.partition AND e.event_id = c.event_id`,
      values: [key.partition, key.roomId, slots.map(({ type }) => type), slots.map(({ stateKey }) => stateKey)],
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
    return rows.reverse().map(toTransaction);
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
               AND (r.redacts = '' OR e.redacts = r.redacts) AND e.txn_id IS NOT NULL`,
      values: [
        lookups.map((_lookup, index) => index),
        lookups.map(({ key }) => key.partition),
        lookups.map(({ key }) => key.roomId),
        lookups.map(({ transaction }) => transaction.sender),
        lookups.map(({ transaction }) => storedDeviceOf(transaction)),
        lookups.map(({ transaction }) => transaction.txnId),
        lookups.map(({ transaction }) => transaction.eventType),
        lookups.map(({ transaction }) => transaction.redacts),
      ],
    });
    return new Map(rows.map((row) => [row.index, row.event_id]));
  }
}

function toTransaction(row: TransactionRow): Transaction & { eventId: EventId } {
  const { deviceId, wasSent } = deviceOfStored(row.txn_device_id);
  const redacts = wasSent ? '' : (row.redacts ?? '');
  return { sender: row.sender, deviceId, txnId: row.txn_id, eventType: row.type, redacts, eventId: row.event_id };
}

function toStateEvent(row: StateRow): StateEvent {
  return { eventId: row.event_id, bytes: row.json.length, pdu: parseExactJson(row.json.toString()) as unknown as Pdu };
}

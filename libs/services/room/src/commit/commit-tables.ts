import type { EventId, RoomId } from '@chappe/events';
import {
  bigint,
  hash,
  lines,
  optional,
  payload,
  smallint,
  text,
  textPayload,
  type Column,
  type Columns,
  type RowOf,
} from './column.js';

/** A table that commits write. Every row has a partition besides the columns, the first part of its key. */
export interface Table<C extends Columns = Columns> extends Writing {
  readonly table: string;
  readonly columns: C;
}

interface Writing<Key extends string = string> {
  readonly write: 'insert' | 'upsert' | 'insert where absent' | 'update';
  /** What tells rows apart; of rows with the same key the last one is written. Empty: no two are the same. */
  readonly key: readonly Key[];
}

type TextsOf<C extends Columns> = { [K in keyof C]: RowOf<C>[K] extends string ? K & string : never }[keyof C];

function defineTable<C extends Columns>(table: Table<C> & Writing<TextsOf<C>>): Table<C> {
  return table;
}

const roomId: Column<RoomId> = text;
const eventId: Column<EventId> = text;

/** What a batch takes of a partition of `room.partitions`. */
export const fenceColumns = { epoch: bigint, first: bigint, last: bigint };

export const logTable = defineTable({
  table: 'room.log',
  write: 'insert',
  key: [],
  columns: { position: bigint, kind: smallint, key: text, payload },
});

export const eventsTable = defineTable({
  table: 'room.events',
  write: 'insert',
  key: [],
  columns: {
    roomId,
    eventId,
    position: bigint,
    depth: bigint,
    type: text,
    sender: text,
    stateKey: optional(text),
    originServerTs: bigint,
    stateBefore: hash,
    /** Undefined: the same as before. */
    stateAfter: optional(hash),
    replacedEventId: optional(text),
    redacts: optional(text),
    txnId: optional(text),
    txnDeviceId: optional(text),
    json: textPayload,
  },
});

export const roomsTable = defineTable({
  table: 'room.rooms',
  write: 'upsert',
  key: ['roomId'],
  columns: { roomId, version: text, depth: bigint, stateRoot: hash, extremities: lines },
});

export const stateNodesTable = defineTable({
  table: 'room.state_nodes',
  write: 'insert where absent',
  key: ['roomId', 'hash'],
  columns: { roomId, hash, node: payload },
});

export const currentStateTable = defineTable({
  table: 'room.current_state',
  write: 'upsert',
  key: ['roomId', 'type', 'stateKey'],
  columns: {
    roomId,
    type: text,
    stateKey: text,
    eventId,
    position: bigint,
    membership: optional(text),
  },
});

export const receiptsTable = defineTable({
  table: 'room.receipts',
  write: 'upsert',
  key: ['roomId', 'userId', 'receiptType', 'threadId'],
  columns: {
    roomId,
    userId: text,
    receiptType: text,
    threadId: text,
    eventId: text,
    timestampMs: bigint,
    position: bigint,
  },
});

/** Whose events are shown redacted to who came later; of two requests the first one counts. */
export const erasuresTable = defineTable({
  table: 'room.erasures',
  write: 'insert where absent',
  key: ['roomId', 'userId'],
  columns: { roomId, userId: text, erasedAt: bigint },
});

/** Events that are replaced by their redacted form. */
export const redactedEventsTable = defineTable({
  table: 'room.events',
  write: 'update',
  key: ['eventId'],
  columns: { eventId: text, redactedBy: eventId, json: textPayload },
});

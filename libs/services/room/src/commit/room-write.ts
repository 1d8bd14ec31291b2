import type { LogEntry } from '@chappe/contracts';
import type { PartitionLease } from '../partitions/partition-lease.js';
import type { RowOf } from './column.js';
import type {
  currentStateTable,
  erasuresTable,
  eventsTable,
  receiptsTable,
  redactedEventsTable,
  roomsTable,
  stateNodesTable,
} from './commit-tables.js';

export type EventRow = RowOf<typeof eventsTable.columns>;
export type HeadRow = RowOf<typeof roomsTable.columns>;
export type NodeRow = RowOf<typeof stateNodesTable.columns>;
export type CurrentStateRow = RowOf<typeof currentStateTable.columns>;
export type ReceiptRow = RowOf<typeof receiptsTable.columns>;
export type ErasureRow = RowOf<typeof erasuresTable.columns>;
export type RedactionRow = RowOf<typeof redactedEventsTable.columns>;

/** What one request changes in one room: all of it is committed, or nothing. Positions are the lease's, in order. */
export interface RoomWrite {
  readonly lease: PartitionLease;
  readonly entries: readonly LogEntry[];
  readonly events?: readonly EventRow[];
  readonly head?: HeadRow;
  readonly nodes?: readonly NodeRow[];
  readonly state?: readonly CurrentStateRow[];
  readonly receipts?: readonly ReceiptRow[];
  readonly redactions?: readonly RedactionRow[];
  readonly erasures?: readonly ErasureRow[];
}

import type { LogEntry } from '@chappe/contracts';
import type { EventId, NodeHash, RoomId } from '@chappe/events';
import type { PartitionLease } from '../partitions/partition-lease.js';

/** A row of `room.events`. */
export interface EventRow {
  readonly roomId: RoomId;
  readonly eventId: EventId;
  readonly position: number;
  readonly depth: number;
  readonly type: string;
  readonly sender: string;
  readonly stateKey: string | undefined;
  readonly originServerTs: number;
  readonly stateBefore: NodeHash;
  /** Undefined: the same as before. */
  readonly stateAfter: NodeHash | undefined;
  readonly replacedEventId: string | undefined;
  readonly redacts: string | undefined;
  readonly txnId: string | undefined;
  readonly txnDeviceId: string | undefined;
  readonly json: string;
}

/** A row of `room.current_state`. */
export interface CurrentStateRow {
  readonly roomId: RoomId;
  readonly type: string;
  readonly stateKey: string;
  readonly eventId: EventId;
  readonly position: number;
  readonly membership: string | undefined;
}

/** A row of `room.rooms`. */
export interface HeadRow {
  readonly roomId: RoomId;
  readonly version: string;
  readonly depth: number;
  readonly stateRoot: NodeHash;
  readonly extremities: readonly string[];
}

/** A row of `room.state_nodes`. */
export interface NodeRow {
  readonly roomId: RoomId;
  readonly hash: NodeHash;
  readonly node: Uint8Array;
}

/** A row of `room.receipts`. */
export interface ReceiptRow {
  readonly roomId: RoomId;
  readonly userId: string;
  readonly receiptType: string;
  readonly threadId: string;
  readonly eventId: string;
  readonly timestampMs: number;
  readonly position: number;
}

/** An event that is replaced by its redacted form. */
export interface RedactionRow {
  readonly roomId: RoomId;
  readonly eventId: string;
  readonly redactedBy: EventId;
  readonly json: string;
}

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
}

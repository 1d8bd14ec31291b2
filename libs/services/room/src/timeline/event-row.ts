import { parseJson } from '@chappe/crypto';
import type { EventId, NodeHash, Pdu } from '@chappe/events';
import type { TimelineEvent } from './timeline-event.js';

/** What {@link EVENT_COLUMNS} selects. */
export interface EventRow {
  readonly event_id: EventId;
  readonly position: number;
  readonly depth: number;
  readonly json: Buffer;
  readonly state_before: Buffer;
  readonly state_after: Buffer | null;
  readonly redacted_by: EventId | null;
  readonly redaction_json: Buffer | null;
  readonly replaced_event_id: EventId | null;
  readonly replaced_json: Buffer | null;
  readonly txn_id: string | null;
  readonly txn_device_id: string | null;
}

/** Columns of an event `e` joined as in {@link EVENT_JOINS}. */
export const EVENT_COLUMNS = `e.event_id, e.position, e.depth, e.json, e.state_before, e.state_after, e.redacted_by,
  redaction.json AS redaction_json, e.replaced_event_id, replaced.json AS replaced_json, e.txn_id, e.txn_device_id`;

/** The redaction of `e` and the state event that it replaced. */
export const EVENT_JOINS = `LEFT JOIN room.events redaction ON redaction.partition = e.partition
    AND redaction.room_id = e.room_id AND redaction.event_id = e.redacted_by
  LEFT JOIN room.events replaced ON replaced.partition = e.partition
    AND replaced.room_id = e.room_id AND replaced.event_id = e.replaced_event_id`;

export function toTimelineEvent(row: EventRow): TimelineEvent {
  return new RowEvent(row);
}

/**
 * Parses when it is asked: answers with a whole state pass on the JSON of thousands of events that nobody here looks
 * at.
 */
class RowEvent implements TimelineEvent {
  readonly eventId: EventId;
  readonly position: number;
  readonly depth: number;
  readonly json: Buffer;
  readonly stateBefore: NodeHash;
  readonly stateAfter: NodeHash;
  readonly redaction: TimelineEvent['redaction'];
  readonly transaction: TimelineEvent['transaction'];
  readonly #replacedJson: Buffer | undefined;
  readonly #replacedEventId: EventId | undefined;
  #pdu: Pdu | undefined;

  constructor(row: EventRow) {
    this.eventId = row.event_id;
    this.position = row.position;
    this.depth = row.depth;
    this.json = row.json;
    this.stateBefore = row.state_before.toString('base64url');
    this.stateAfter = row.state_after?.toString('base64url') ?? this.stateBefore;
    this.redaction = redactionOf(row);
    this.transaction = transactionOf(row);
    this.#replacedJson = row.replaced_json ?? undefined;
    this.#replacedEventId = row.replaced_event_id ?? undefined;
  }

  get pdu(): Pdu {
    return (this.#pdu ??= parsePdu(this.json));
  }

  get replaced(): TimelineEvent['replaced'] {
    if (this.#replacedEventId === undefined || !this.#replacedJson) return undefined;
    return { eventId: this.#replacedEventId, pdu: parsePdu(this.#replacedJson) };
  }
}

function redactionOf(row: EventRow): TimelineEvent['redaction'] {
  if (row.redacted_by === null || row.redaction_json === null) return undefined;
  return { eventId: row.redacted_by, json: row.redaction_json };
}

function transactionOf(row: EventRow): TimelineEvent['transaction'] {
  if (row.txn_id === null || row.txn_device_id === null) return undefined;
  return { txnId: row.txn_id, deviceId: row.txn_device_id };
}

function parsePdu(json: Buffer): Pdu {
  return parseJson(json.toString()) as unknown as Pdu;
}

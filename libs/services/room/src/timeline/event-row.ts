import { parseJson } from '@chappe/crypto';
import type { EventId, Pdu } from '@chappe/events';
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
  const stateBefore = row.state_before.toString('base64url');
  return {
    eventId: row.event_id,
    position: row.position,
    depth: row.depth,
    json: row.json,
    pdu: parsePdu(row.json),
    stateBefore,
    stateAfter: row.state_after?.toString('base64url') ?? stateBefore,
    redaction:
      row.redacted_by && row.redaction_json ? { eventId: row.redacted_by, json: row.redaction_json } : undefined,
    replaced:
      row.replaced_event_id && row.replaced_json
        ? { eventId: row.replaced_event_id, pdu: parsePdu(row.replaced_json) }
        : undefined,
    transaction:
      row.txn_id !== null && row.txn_device_id !== null
        ? { txnId: row.txn_id, deviceId: row.txn_device_id }
        : undefined,
  };
}

function parsePdu(json: Buffer): Pdu {
  return parseJson(json.toString()) as unknown as Pdu;
}

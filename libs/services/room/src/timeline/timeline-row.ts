import { parseExactJson } from '@chappe/crypto';
import type { EventId, NodeHash, Pdu } from '@chappe/events';
import { deviceOfStored } from './stored-device.js';
import type { TimelineEvent } from './timeline-event.js';

/** What {@link eventColumns} select. */
export interface TimelineRow {
  readonly event_id: EventId;
  readonly position: number;
  readonly depth: number;
  readonly type: string;
  readonly json: Buffer;
  readonly state_before: Buffer;
  readonly state_after: Buffer | null;
  readonly redacted_by: EventId | null;
  readonly replaced_event_id: EventId | null;
  readonly txn_id: string | null;
  readonly txn_device_id: string | null;
  readonly erased_at: number | null;
}

/** What explains an event: the one that redacted it, or that it replaced. */
export type ExplainingRow = Pick<TimelineRow, 'event_id' | 'json' | 'erased_at'>;

/** From where the erasure of an event's sender counts. By the primary key, for each row: hardly anybody is erased. */
export const erasedAtOf = (events: string): string =>
  `(SELECT x.erased_at FROM room.erasures x WHERE x.partition = ${events}.partition AND x.room_id = ${events}.room_id
      AND x.user_id = ${events}.sender) AS erased_at`;

/**
 * Columns that make a {@link TimelineEvent}.
 * @param events name of what has the columns of `room.events`
 */
export const eventColumns = (events: string): string => `event_id, position, depth, type, json, state_before,
  state_after, redacted_by, replaced_event_id, txn_id, txn_device_id, ${erasedAtOf(events)}`;

/** Ids of the events that explain a row of a timeline: what redacted it and what it replaced. */
export function explainedBy(row: TimelineRow): EventId[] {
  return [row.redacted_by, row.replaced_event_id].filter((eventId) => eventId !== null);
}

/** The same for a row of a state: what it replaced is shown of members only, to themselves. */
export function explainedInState(row: TimelineRow, withRedactions: boolean): EventId[] {
  const redaction = withRedactions ? row.redacted_by : null;
  const replaced = row.type === 'm.room.member' ? row.replaced_event_id : null;
  return [redaction, replaced].filter((eventId) => eventId !== null);
}

/** @param explanations the events that {@link explainedBy} names */
export function toTimelineEvent(row: TimelineRow, explanations: ReadonlyMap<string, ExplainingRow>): TimelineEvent {
  return new RowEvent(row, explanations);
}

/** Parses when asked: answers with a whole state pass on the JSON of thousands of events that nobody here looks at. */
class RowEvent implements TimelineEvent {
  readonly eventId: EventId;
  readonly position: number;
  readonly depth: number;
  readonly json: Buffer;
  readonly stateBefore: NodeHash;
  readonly stateAfter: NodeHash;
  readonly redaction: TimelineEvent['redaction'];
  readonly replacedEventId: EventId | undefined;
  readonly transaction: TimelineEvent['transaction'];
  readonly erasedAt: number;
  readonly #replaced: TimelineEvent['redaction'];
  #pdu: Pdu | undefined;

  constructor(row: TimelineRow, explanations: ReadonlyMap<string, ExplainingRow>) {
    this.eventId = row.event_id;
    this.position = row.position;
    this.depth = row.depth;
    this.json = row.json;
    this.stateBefore = row.state_before.toString('base64url');
    this.stateAfter = row.state_after?.toString('base64url') ?? this.stateBefore;
    this.erasedAt = row.erased_at ?? 0;
    this.redaction = explanation(row.redacted_by, explanations);
    this.transaction = transactionOf(row);
    this.replacedEventId = row.replaced_event_id ?? undefined;
    this.#replaced = explanation(row.replaced_event_id, explanations);
  }

  get pdu(): Pdu {
    return (this.#pdu ??= parsePdu(this.json));
  }

  get replaced(): TimelineEvent['replaced'] {
    const { eventId, json, erasedAt } = this.#replaced ?? {};
    return eventId && json && { eventId, pdu: parsePdu(json), erasedAt: erasedAt ?? 0 };
  }
}

function explanation(
  eventId: EventId | null,
  explanations: ReadonlyMap<string, ExplainingRow>,
): TimelineEvent['redaction'] {
  const found = eventId === null ? undefined : explanations.get(eventId);
  return found && { eventId: found.event_id, json: found.json, erasedAt: found.erased_at ?? 0 };
}

function transactionOf(row: TimelineRow): TimelineEvent['transaction'] {
  if (row.txn_id === null || row.txn_device_id === null) return undefined;
  return { txnId: row.txn_id, deviceId: deviceOfStored(row.txn_device_id).deviceId };
}

function parsePdu(json: Buffer): Pdu {
  return parseExactJson(json.toString()) as unknown as Pdu;
}

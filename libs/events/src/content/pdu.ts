import type { JsonNumber, JsonObject, JsonValue } from '@chappe/crypto';

/** Most bytes of an event in federation format, as canonical JSON with signatures (client-server-api#size-limits). */
export const EVENT_BYTES_MAX = 65_536;

/** Most bytes of `sender`, `room_id`, `state_key`, `type` and `event_id` each (client-server-api#size-limits). */
export const EVENT_FIELD_BYTES_MAX = 255;

/** Most `prev_events` of an event (rooms/v12#event-format). */
export const PREV_EVENTS_MAX = 20;

/** Most `auth_events` of an event (rooms/v12#event-format). */
export const AUTH_EVENTS_MAX = 10;

/** Largest `depth` where numbers are those of canonical JSON (rooms/v6#event-format). */
export const DEPTH_MAX = Number.MAX_SAFE_INTEGER;

/** An edge to another event: its ID, in room versions 1 and 2 with its reference hash (rooms/v1#event-format). */
export type GraphEdge = string | [eventId: string, hashes: { [algorithm: string]: string }];

/** An integer; kept as text beyond ±(2^53 - 1), which room versions 1 to 5 allow. */
export type PduInteger = number | JsonNumber;

/** An event in federation format, in wire spelling, with any members that we do not know (rooms/v12#event-format). */
export interface Pdu {
  /** The event's ID, in room versions 1 and 2 only. */
  readonly event_id?: string;
  readonly type: string;
  /** Absent from the create event when the room ID is that event's ID. */
  readonly room_id?: string;
  readonly sender: string;
  /** Present exactly on state events. */
  readonly state_key?: string;
  readonly content: JsonObject;
  /** Milliseconds since 1970 by the clock of the sender's server; not to be trusted. */
  readonly origin_server_ts: PduInteger;
  readonly depth: PduInteger;
  readonly prev_events: GraphEdge[];
  readonly auth_events: GraphEdge[];
  readonly hashes: { [algorithm: string]: string };
  readonly signatures: { [serverName: string]: { [keyId: string]: string } };
  readonly unsigned?: JsonObject;
  /** Target of a redaction, in room versions that keep it at the top level. */
  readonly redacts?: string;
  readonly [member: string]: JsonValue | undefined;
}

import type { JsonObject, JsonValue } from '@chappe/crypto';

/** Most bytes of an event in federation format, as canonical JSON with signatures (client-server-api#size-limits). */
export const EVENT_BYTES_MAX = 65_536;

/** Most bytes of `sender`, `room_id`, `state_key`, `type` and `event_id` each (client-server-api#size-limits). */
export const EVENT_FIELD_BYTES_MAX = 255;

/** Most `prev_events` of an event (rooms/v12#event-format). */
export const PREV_EVENTS_MAX = 20;

/** Most `auth_events` of an event (rooms/v12#event-format). */
export const AUTH_EVENTS_MAX = 10;

/** Largest `depth`; deeper events keep this value (rooms/v6#event-format). */
export const DEPTH_MAX = Number.MAX_SAFE_INTEGER;

/** An event in federation format, in wire spelling, with any members that we do not know (rooms/v12#event-format). */
export interface Pdu {
  readonly type: string;
  /** Absent from the create event when the room ID is that event's ID. */
  readonly room_id?: string;
  readonly sender: string;
  /** Present exactly on state events. */
  readonly state_key?: string;
  readonly content: JsonObject;
  /** Milliseconds since 1970 by the clock of the sender's server; not to be trusted. */
  readonly origin_server_ts: number;
  readonly depth: number;
  readonly prev_events: string[];
  readonly auth_events: string[];
  readonly hashes: { [algorithm: string]: string };
  readonly signatures: { [serverName: string]: { [keyId: string]: string } };
  readonly unsigned?: JsonObject;
  /** Target of a redaction, in room versions that keep it at the top level. */
  readonly redacts?: string;
  readonly [member: string]: JsonValue | undefined;
}

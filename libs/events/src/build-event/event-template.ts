import type { JsonObject, SigningKey } from '@chappe/crypto';
import type { GraphEdge, Pdu, PduInteger } from '../content/pdu.js';
import type { EventId } from '../identifiers/event-id.js';
import type { RoomId } from '../identifiers/room-id.js';
import type { ServerName } from '../identifiers/server-name.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';

/** An event to be made by this server. */
export interface EventTemplate {
  /** The ID that we gave it, `$opaque:server`: exactly where IDs are members of the event (rooms/v1#event-ids). */
  readonly eventId?: EventId;
  /** Absent only for a create event whose ID becomes the room ID (rooms/v12#event-format). */
  readonly roomId?: RoomId;
  readonly type: string;
  /** Present for state events. */
  readonly stateKey?: string;
  readonly sender: string;
  readonly content: JsonObject;
  /** Milliseconds since 1970. */
  readonly originServerTs: number;
  /** Made by `depthAfter`. */
  readonly depth: PduInteger;
  /** At most 20, made by `graphEdge`. */
  readonly prevEvents: readonly GraphEdge[];
  /** At most 10, made by `graphEdge`. */
  readonly authEvents: readonly GraphEdge[];
  /** Target of a redaction; put where the room version wants it. */
  readonly redacts?: EventId;
}

/** Who signs, and by which rules. */
export interface EventSigner {
  readonly serverName: ServerName;
  readonly key: SigningKey;
  readonly rules: RoomVersionRules;
}

/** A hashed and signed event. */
export interface BuiltEvent {
  readonly eventId: EventId;
  readonly roomId: RoomId;
  readonly pdu: Pdu;
  /** The canonical JSON of the PDU with signatures: the bytes to keep and to send. */
  readonly json: string;
}

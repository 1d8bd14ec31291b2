import type { JsonObject } from '@chappe/crypto';
import type { BuiltEvent, EventId, EventTemplate, GraphEdge, NodeHash, StateNode } from '@chappe/events';
import type { StateEvent } from '../heads/room-head.js';
import type { Transaction } from '../heads/transaction-ids.js';

/** An event that somebody here wants to have in a room. */
export interface NewEvent {
  readonly type: string;
  readonly sender: string;
  /** Present for a state event. */
  readonly stateKey?: string;
  readonly content: JsonObject;
  readonly redaction?: Redaction;
  readonly transaction?: Transaction;
}

/** A state event that somebody here wants to set. */
export type NewStateEvent = NewEvent & { readonly stateKey: string };

/** The target of a redaction and what will be left of it. */
export interface Redaction {
  readonly eventId: EventId;
  /** JSON of the redacted form; absent where the target stays as it is. */
  readonly json?: string;
}

/** An event that the room's rules allow on top of the head that the room had then; not signed yet. */
export interface AuthorisedEvent {
  readonly event: NewEvent;
  readonly template: EventTemplate;
  /** The head's forward extremities: while it has these, nothing has come into the room since. */
  readonly extremities: readonly GraphEdge[];
}

/** An event that is authorised, signed and ready to be appended to the head it was prepared for. */
export interface PreparedEvent {
  readonly event: NewEvent;
  readonly built: BuiltEvent;
  readonly stateBefore: NodeHash;
  /** State events only. */
  readonly change?: {
    readonly stateAfter: NodeHash;
    readonly created: ReadonlyMap<NodeHash, StateNode>;
    readonly replaced: StateEvent | undefined;
  };
}

/** Bytes of an event's JSON. */
export function bytesOf({ json }: Pick<BuiltEvent, 'json'>): number {
  return Buffer.byteLength(json);
}

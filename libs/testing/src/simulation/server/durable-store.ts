import type { NodeHash, StateNode } from '@chappe/events';
import { References } from './references.js';
import { isPlaced, type StoredEvent } from './stored-event.js';

/** The room as a server knows it. */
export interface StoredRoom {
  readonly roomId: string;
  readonly createEventId: string;
  /** How often the room was entered: each time what the server had said before may end in nothing. */
  readonly entries: number;
  readonly forwardExtremities: readonly string[];
  /** The resolution of the states after the forward extremities. */
  readonly currentState: NodeHash;
}

/** A PDU that was acknowledged to its sender and waits for its checks. */
export interface InboxEntry {
  readonly text: string;
  readonly origin: string;
  readonly tries: number;
}

/** What is written together or not at all. */
export interface StoreWrite {
  readonly events?: readonly StoredEvent[];
  readonly nodes?: ReadonlyMap<NodeHash, StateNode>;
  readonly room?: StoredRoom;
  /** A redaction that names this event, whether it may be applied or not. */
  readonly redaction?: { readonly eventId: string; readonly target: string };
  /** Events that local readers see from now on, in this order. */
  readonly timeline?: readonly string[];
  /** Events for the servers that are in the room. */
  readonly outbox?: { readonly eventId: string; readonly destinations: readonly string[] };
  /** How many events of its queue a destination has acknowledged. */
  readonly delivered?: { readonly destination: string; readonly upTo: number };
  readonly inbox?: ReadonlyMap<string, InboxEntry | undefined>;
  /** A federation transaction that was received. */
  readonly received?: string;
  /** What a client's transaction ID led to. */
  readonly clientTransaction?: { readonly txnId: string; readonly eventId: string };
}

/** What a server's disk holds. A crash leaves exactly what was applied. */
export class DurableStore {
  /** In order of arrival: auth events come before the events that name them. */
  readonly events = new Map<string, StoredEvent>();
  readonly nodes = new Map<NodeHash, StateNode>();
  readonly timeline: string[] = [];
  readonly outbox = new Map<string, string[]>();
  readonly deliveredCounts = new Map<string, number>();
  readonly inbox = new Map<string, InboxEntry>();
  readonly received = new Set<string>();
  readonly clientTransactions = new Map<string, string>();
  /** Index: which events come before others. */
  readonly references = new References(this.events);
  /** Index: redactions by the events that they name. */
  readonly redactions = new Map<string, string[]>();
  room: StoredRoom | undefined;

  /** Applies all of a write at once. */
  apply(write: StoreWrite): void {
    this.#applyEvents(write);
    this.#applyQueues(write);
    this.timeline.push(...(write.timeline ?? []));
    this.room = write.room ?? this.room;
    if (write.received !== undefined) this.received.add(write.received);
    const { txnId, eventId } = write.clientTransaction ?? {};
    if (txnId !== undefined && eventId !== undefined) this.clientTransactions.set(txnId, eventId);
  }

  /** Called when the server crashes. */
  crash(): void {}

  #applyEvents({ events = [], nodes = new Map(), redaction }: StoreWrite): void {
    for (const event of events) this.events.set(event.eventId, event);
    for (const event of events) if (isPlaced(event)) this.references.add(event);
    for (const [hash, node] of nodes) this.nodes.set(hash, node);
    if (redaction === undefined) return;
    const known = this.redactions.get(redaction.target) ?? [];
    if (!known.includes(redaction.eventId)) this.redactions.set(redaction.target, [...known, redaction.eventId]);
  }

  #applyQueues({ outbox, delivered, inbox }: StoreWrite): void {
    for (const destination of outbox?.destinations ?? []) {
      this.outbox.set(destination, [...(this.outbox.get(destination) ?? []), ...(outbox ? [outbox.eventId] : [])]);
    }
    if (delivered !== undefined) this.deliveredCounts.set(delivered.destination, delivered.upTo);
    for (const [key, entry] of inbox ?? []) {
      if (entry === undefined) this.inbox.delete(key);
      else this.inbox.set(key, entry);
    }
  }
}

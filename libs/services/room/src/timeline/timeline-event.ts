import type { EventId, NodeHash, Pdu } from '@chappe/events';

/** An event as the tables have it, with the events that explain it. */
export interface TimelineEvent {
  readonly eventId: EventId;
  readonly position: number;
  readonly depth: number;
  readonly json: Buffer;
  readonly pdu: Pdu;
  readonly stateBefore: NodeHash;
  /** Root of the state map after the event; the same as before for all but state events. */
  readonly stateAfter: NodeHash;
  readonly redaction: { readonly eventId: EventId; readonly json: Buffer; readonly erasedAt: number } | undefined;
  /**
   * Position from which the erasure of the sender counts; 0: not erased. So it is of the redaction and of what was
   * replaced.
   */
  readonly erasedAt: number;
  /** Of a state event: what stood in the slot before. */
  readonly replacedEventId: EventId | undefined;
  /** The same with its content, where that was read. */
  readonly replaced: { readonly eventId: EventId; readonly pdu: Pdu; readonly erasedAt: number } | undefined;
  readonly transaction: { readonly txnId: string; readonly deviceId: string } | undefined;
}

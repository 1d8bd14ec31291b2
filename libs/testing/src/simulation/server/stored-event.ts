import type { NodeHash, Pdu } from '@chappe/events';

/** An event that a server has kept. */
export interface StoredEvent {
  readonly eventId: string;
  readonly pdu: Pdu;
  /** Canonical JSON of the PDU. */
  readonly json: string;
  /** The rule of the authorisation rules that rejected it. */
  readonly rejectedBy?: string;
  /** The rule that only its own auth events failed; it is then in no state and in no auth chain. */
  readonly rejectedByAuthEvents: boolean;
  readonly softFailed: boolean;
  /** Absent for an outlier: an event known only because others name it as state or as auth event. */
  readonly states?: { readonly before: NodeHash; readonly after: NodeHash };
  /** The redaction that was applied to it. */
  readonly redactedBy?: string;
}

/** An event whose place in the graph is known. */
export type PlacedEvent = StoredEvent & Required<Pick<StoredEvent, 'states'>>;

/** Whether the event is more than an outlier. */
export function isPlaced(event: StoredEvent | undefined): event is PlacedEvent {
  return event?.states !== undefined;
}

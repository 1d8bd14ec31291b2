import type { Pdu } from '../content/pdu.js';

/** A state event that passed the checks against its own auth events, so that it may be in a state or an auth chain. */
export interface GraphEvent {
  readonly eventId: string;
  readonly pdu: Pdu;
  /** Whether it was rejected by the state before it (rooms/v12#rejected-events). */
  readonly rejected: boolean;
}

/** Where events are looked up: a cache, filled by whoever can wait for a database. */
export interface EventSource {
  get(eventId: string): GraphEvent | undefined;
}

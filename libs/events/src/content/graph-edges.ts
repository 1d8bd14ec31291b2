import type { GraphEdge, Pdu } from './pdu.js';

/** IDs of the events that an event follows, in the order of its `prev_events`. */
export function prevEventIdsOf(pdu: Pick<Pdu, 'prev_events'>): string[] {
  return pdu.prev_events.map(eventIdOfEdge);
}

/** IDs of the events that authorise an event, in the order of its `auth_events`. */
export function authEventIdsOf(pdu: Pick<Pdu, 'auth_events'>): string[] {
  return pdu.auth_events.map(eventIdOfEdge);
}

function eventIdOfEdge(edge: GraphEdge): string {
  return typeof edge === 'string' ? edge : edge[0];
}

import { authEventIdsOf, type AuthEvent, type NodeHash, type Pdu } from '@chappe/events';
import { loadAndRetry } from './load-and-retry.js';
import { stateLookup } from './room-states.js';
import type { ServerContext } from './server-context.js';
import type { StoredEvent } from './stored-event.js';
import type { Task } from './task.js';

/** What checks 4 to 6 on receipt say of an event. */
export type ReceiptVerdict = Pick<StoredEvent, 'rejectedBy' | 'rejectedByAuthEvents' | 'softFailed'>;

const ACCEPTED: ReceiptVerdict = { rejectedByAuthEvents: false, softFailed: false };

/** An event and the states that it is judged by. */
export interface EventToJudge {
  readonly pdu: Pdu;
  /** The state before the event. */
  readonly before: NodeHash;
  /** The state of the room now; absent for history, which cannot be soft-failed. */
  readonly current?: NodeHash;
}

/** Checks 4 to 6 (server-server-api#checks-performed-on-receipt-of-a-pdu). All auth events must be in the store. */
export function* judgeEvent(server: ServerContext, event: EventToJudge): Task<ReceiptVerdict> {
  const byAuthEvents = judgeOutlier(server, event.pdu, (eventId) => server.store.events.get(eventId));
  if (byAuthEvents.rejectedBy !== undefined) return byAuthEvents;
  const refusedBy = yield* ruleAgainst(server, event.pdu, event.before);
  if (refusedBy !== undefined) return { ...ACCEPTED, rejectedBy: `before: ${refusedBy}` };
  if (event.current === undefined || event.current === event.before) return ACCEPTED;
  return { ...ACCEPTED, softFailed: (yield* ruleAgainst(server, event.pdu, event.current)) !== undefined };
}

/** Check 4 alone: all that can be said of an event whose place in the graph is not known. */
export function judgeOutlier(
  { protocol, world }: ServerContext,
  pdu: Pdu,
  lookUp: (eventId: string) => StoredEvent | undefined,
): ReceiptVerdict {
  const authEvents = authEventIdsOf(pdu).map((eventId): AuthEvent => {
    const event = lookUp(eventId);
    if (event === undefined) throw new Error(`The auth event ${eventId} was not fetched`);
    return { pdu: event.pdu, rejected: event.rejectedBy !== undefined };
  });
  // rooms/v12#event-format: the room ID is the ID of the create event.
  const create = pdu.room_id === undefined ? undefined : lookUp(`$${pdu.room_id.slice(1)}`)?.pdu;
  const verdict = protocol.judgeByAuthEvents({ pdu, authEvents, ...(create && { create }) }, world.rules);
  if (verdict.allowed) return ACCEPTED;
  return { rejectedBy: `auth events: ${verdict.rule}`, rejectedByAuthEvents: true, softFailed: false };
}

/** The rule that refuses an event in a state, if there is one. */
export function* ruleAgainst(server: ServerContext, pdu: Pdu, root: NodeHash): Task<string | undefined> {
  const { memory, protocol, world } = server;
  const verdict = yield* loadAndRetry(server, () => protocol.checkAuth(pdu, stateLookup(memory, root), world.rules));
  return verdict.allowed ? undefined : verdict.rule;
}

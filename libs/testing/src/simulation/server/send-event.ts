import { buildEvent, type NodeHash } from '@chappe/events';
import { draftEvent, type EventWish } from './draft-event.js';
import { judgeEvent } from './judge-event.js';
import { serversIn } from './room-states.js';
import type { ServerContext } from './server-context.js';
import { storeEvent, type NewEvent } from './store-event.js';
import type { Task } from './task.js';

/** What a client learns: the ID of its event, or that it was not allowed. */
export type SendOutcome = { readonly eventId: string } | 'refused';

/** A wish, and the client's transaction ID under which it may be repeated. */
export interface SendRequest {
  readonly wish: EventWish;
  readonly txnId: string;
}

/** Makes, judges and keeps an event of a local user, and queues it for the other servers in the room. */
export function* sendEvent(server: ServerContext, { wish, txnId }: SendRequest): Task<SendOutcome> {
  const earlier = server.store.clientTransactions.get(txnId);
  if (earlier !== undefined) return { eventId: earlier };
  const { template, before } = yield* draftEvent(server, wish);
  const event = buildEvent(template, server.signer);
  return yield* keepOwn(server, { event, before, txnId });
}

/** An event of our own, where it stands, and whose it is. */
export interface OwnEvent {
  readonly event: NewEvent;
  readonly before: NodeHash;
  readonly txnId?: string;
  /** A server that has the event already. */
  readonly except?: string;
}

/** Keeps an event that this server vouches for and queues it for the others; refused when any check fails. */
export function* keepOwn(server: ServerContext, own: OwnEvent): Task<SendOutcome> {
  const { event, before, txnId } = own;
  const { store } = server;
  const current = store.room?.currentState;
  const verdict = yield* judgeEvent(server, { pdu: event.pdu, before, ...(current !== undefined && { current }) });
  if (verdict.rejectedBy !== undefined || verdict.softFailed) return 'refused';
  const destinations = (yield* serversIn(server, before)).filter((name) => name !== server.name && name !== own.except);
  const { eventId } = yield* storeEvent(
    server,
    { event, before, verdict, isHistory: false },
    {
      outbox: { eventId: event.eventId, destinations },
      ...(txnId !== undefined && { clientTransaction: { txnId, eventId: event.eventId } }),
    },
  );
  server.wake();
  return { eventId };
}

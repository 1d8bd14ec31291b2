import { listState } from '@chappe/events';
import type { FederationAnswer, FederationRequest } from '../world/federation.js';
import { admitEvent } from './admit-event.js';
import { answerMembership, makeMembership } from './answer-membership.js';
import { commit } from './commit.js';
import { federationJson } from './federation-json.js';
import { authChainIds, eventsBefore, missingEvents } from './graph-walks.js';
import { loadAndRetry } from './load-and-retry.js';
import type { ServerContext } from './server-context.js';
import { signEvent } from './sign-event.js';
import { isPlaced, type StoredEvent } from './stored-event.js';
import type { Task } from './task.js';

type RequestOf<Kind> = Extract<FederationRequest, { kind: Kind }>;

const EVENTS_MAX = 50;

/** Answers a request of another server; nothing when it is refused. */
export function* answerRequest(
  server: ServerContext,
  request: FederationRequest,
  from: string,
): Task<FederationAnswer> {
  const { store } = server;
  switch (request.kind) {
    case 'send':
      return yield* acceptTransaction(server, request, from);
    case 'getMissingEvents':
      return { events: textsOf(server, missingEvents(store.events, request)) };
    case 'events':
      return { events: textsOf(server, knownOf(server, request.eventIds)) };
    case 'backfill':
      return { events: textsOf(server, eventsBefore(store.events, request.from, Math.min(request.limit, EVENTS_MAX))) };
    case 'stateIds':
      return yield* stateIds(server, request);
    case 'makeMembership':
      return yield* makeMembership(server, request);
    case 'sendMembership':
      return yield* answerMembership(server, request, from);
    case 'invite':
      return signInvite(server, request);
  }
}

/** Keeps what a transaction holds before acknowledging it; a repeated one changes nothing. */
function* acceptTransaction(server: ServerContext, request: RequestOf<'send'>, from: string): Task<FederationAnswer> {
  const received = `${from} ${request.txnId}`;
  if (!server.store.received.has(received)) {
    const entries = request.pdus.map(
      (text, index) => [`${received} ${index}`, { text, origin: from, tries: 0 }] as const,
    );
    yield* commit(server, { received, inbox: new Map(entries) });
    server.wake();
  }
  return { accepted: true };
}

function* stateIds(server: ServerContext, { eventId }: RequestOf<'stateIds'>): Task<FederationAnswer> {
  const event = server.store.events.get(eventId);
  if (!isPlaced(event)) return undefined;
  const ids = yield* loadAndRetry(server, () =>
    [...listState(event.states.before, server.memory.nodes)].map((entry) => entry.eventId),
  );
  return { stateIds: ids, authChainIds: authChainIds(server.store.events, ids) };
}

/** server-server-api#put_matrixfederationv2inviteroomideventid: the invited user's server signs as well. */
function signInvite(server: ServerContext, request: RequestOf<'invite'>): FederationAnswer {
  const roomId = /"room_id":"([^"]+)"/.exec(request.event)?.[1];
  const event = admitEvent(server, request.event, roomId);
  return event && { event: signEvent(event, server.signer).json };
}

function knownOf({ store }: ServerContext, eventIds: readonly string[]): StoredEvent[] {
  return eventIds.slice(0, EVENTS_MAX).flatMap((eventId) => store.events.get(eventId) ?? []);
}

function textsOf({ world }: ServerContext, events: readonly StoredEvent[]): string[] {
  return events.map((event) => federationJson(event, world.rules));
}

import { authEventIdsOf } from '@chappe/events';
import type { AnswerTo } from '../world/federation.js';
import { admitEvent } from './admit-event.js';
import { commit } from './commit.js';
import { graphOrder } from './graph-order.js';
import { judgeOutlier } from './judge-event.js';
import type { ServerContext } from './server-context.js';
import type { NewEvent } from './store-event.js';
import type { StoredEvent } from './stored-event.js';
import { ask, type Task } from './task.js';

/** Auth chains grow by one level with each power event at most; a longer one is junk. */
const ROUNDS_MAX = 50;
const EVENTS_MAX = 2_000;
const EVENTS_PER_REQUEST = 50;

/** Fetches events and their auth chains, as far as they are not known. False when the source cannot give them all. */
export function* fetchOutliers(server: ServerContext, eventIds: readonly string[], source: string): Task<boolean> {
  const { store } = server;
  const fetched = new Map<string, NewEvent>();
  let wanted = eventIds.filter((eventId) => !store.events.has(eventId));
  for (let round = 0; wanted.length > 0; round++) {
    if (round > ROUNDS_MAX || fetched.size > EVENTS_MAX) return false;
    const batch = new Set(wanted.slice(0, EVENTS_PER_REQUEST));
    const answer: AnswerTo<'events'> | undefined = yield* ask<'events'>(source, {
      kind: 'events',
      eventIds: [...batch],
    });
    for (const text of answer?.events ?? []) {
      const event = admitEvent(server, text);
      if (event !== undefined && batch.has(event.eventId)) fetched.set(event.eventId, event);
    }
    if ([...batch].some((eventId) => !fetched.has(eventId))) return false;
    wanted = [...new Set([...wanted, ...[...fetched.values()].flatMap((event) => authEventIdsOf(event.pdu))])].filter(
      (eventId) => !fetched.has(eventId) && !store.events.has(eventId),
    );
  }
  yield* storeOutliers(server, fetched);
  return true;
}

/** Judges events by their auth events alone and keeps them. Those whose auth chain is not whole are left out. */
export function* storeOutliers(server: ServerContext, events: ReadonlyMap<string, NewEvent>): Task<void> {
  const outliers = judgeOutliers(server, events);
  if (outliers.length === 0) return;
  server.world.trace.note('outliers fetched', server.name, `${outliers.length} events`);
  yield* commit(server, { events: outliers });
}

/** The events that are new, as outliers, each after its auth events. */
export function judgeOutliers(server: ServerContext, events: ReadonlyMap<string, NewEvent>): StoredEvent[] {
  const { store } = server;
  const judged = new Map<string, StoredEvent>();
  const lookUp = (eventId: string): StoredEvent | undefined => judged.get(eventId) ?? store.events.get(eventId);
  for (const event of graphOrder(events, ({ pdu }) => authEventIdsOf(pdu))) {
    if (store.events.has(event.eventId)) continue;
    if (authEventIdsOf(event.pdu).some((eventId) => lookUp(eventId) === undefined)) continue;
    judged.set(event.eventId, { ...event, ...judgeOutlier(server, event.pdu, lookUp) });
  }
  return [...judged.values()];
}

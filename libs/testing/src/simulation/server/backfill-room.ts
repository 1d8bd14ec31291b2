import { authEventIdsOf, prevEventIdsOf } from '@chappe/events';
import { admitEvent } from './admit-event.js';
import { fetchOutliers } from './fetch-outliers.js';
import { graphOrder } from './graph-order.js';
import { judgeEvent } from './judge-event.js';
import { resolveStates } from './room-states.js';
import type { ServerContext } from './server-context.js';
import { storeEvent, type NewEvent } from './store-event.js';
import { isPlaced } from './stored-event.js';
import { ask, type Task } from './task.js';

const ROUNDS_MAX = 200;
const LIMIT = 50;

/**
 * Fetches all that came before what we have, back to the create event, and gives each event its state as history
 * (server-server-api#backfilling-and-retrieving-missing-events). False when the source has not got it all.
 */
export function* backfillRoom(server: ServerContext, source: string): Task<boolean> {
  const found = new Map<string, NewEvent>();
  let gaps = eventsBeforeGaps(server, found);
  for (let round = 0; round < ROUNDS_MAX && gaps.length > 0; round++) {
    const countBefore = found.size;
    const answer = yield* ask<'backfill'>(source, { kind: 'backfill', from: gaps, limit: LIMIT + gaps.length });
    takeNew(server, answer?.events ?? [], found);
    if (found.size === countBefore) break;
    gaps = eventsBeforeGaps(server, found);
  }
  for (const event of graphOrder(found, ({ pdu }) => prevEventIdsOf(pdu))) yield* placeHistory(server, event, source);
  return gaps.length === 0;
}

function takeNew(server: ServerContext, texts: readonly string[], found: Map<string, NewEvent>): void {
  for (const text of texts) {
    const event = admitEvent(server, text);
    if (event !== undefined && !isPlaced(server.store.events.get(event.eventId))) found.set(event.eventId, event);
  }
}

/** Events whose prev events are neither placed nor found. */
function eventsBeforeGaps({ store }: ServerContext, found: ReadonlyMap<string, NewEvent>): string[] {
  return [...[...store.events.values()].filter(isPlaced), ...found.values()]
    .filter(({ pdu }) => prevEventIdsOf(pdu).some((id) => !found.has(id) && !isPlaced(store.events.get(id))))
    .map(({ eventId }) => eventId)
    .slice(0, LIMIT);
}

function* placeHistory(server: ServerContext, event: NewEvent, source: string): Task<void> {
  const { store } = server;
  if (!(yield* fetchOutliers(server, authEventIdsOf(event.pdu), source))) return;
  const prevEvents = prevEventIdsOf(event.pdu).map((eventId) => store.events.get(eventId));
  const placed = prevEvents.filter(isPlaced);
  if (placed.length < prevEvents.length || isPlaced(store.events.get(event.eventId))) return;
  const before = yield* resolveStates(
    server,
    placed.map(({ states }) => states.after),
  );
  const verdict = yield* judgeEvent(server, { pdu: event.pdu, before });
  yield* storeEvent(server, { event, before, verdict, isHistory: true });
}

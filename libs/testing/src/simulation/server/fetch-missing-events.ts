import { prevEventIdsOf } from '@chappe/events';
import type { AnswerTo } from '../world/federation.js';
import { admitEvent } from './admit-event.js';
import { graphOrder } from './graph-order.js';
import { roomOf, type ServerContext } from './server-context.js';
import type { NewEvent } from './store-event.js';
import { isPlaced } from './stored-event.js';
import { ask, type Task } from './task.js';

const ROUNDS_MAX = 2;

/** Fetches events between what we have and a new event, as far as a bounded number of requests leads; oldest first. */
export function* fetchMissingEvents(server: ServerContext, event: NewEvent, source: string): Task<NewEvent[]> {
  const { store, world } = server;
  const found = new Map<string, NewEvent>();
  const hasGap = ({ pdu }: NewEvent): boolean =>
    prevEventIdsOf(pdu).some((eventId) => !found.has(eventId) && !isPlaced(store.events.get(eventId)));
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const latest = [event, ...found.values()].filter(hasGap).map(({ eventId }) => eventId);
    if (latest.length === 0) break;
    const limit = world.random.between(1, 10);
    const earliest = roomOf(server).forwardExtremities;
    const answer: AnswerTo<'getMissingEvents'> | undefined = yield* ask<'getMissingEvents'>(source, {
      kind: 'getMissingEvents',
      earliest,
      latest,
      limit,
    });
    if (answer === undefined || answer.events.length === 0) break;
    world.trace.note('gaps filled');
    for (const text of answer.events.slice(0, limit)) {
      const earlier = admitEvent(server, text);
      if (earlier !== undefined && !isPlaced(store.events.get(earlier.eventId))) found.set(earlier.eventId, earlier);
    }
  }
  return graphOrder(found, ({ pdu }) => prevEventIdsOf(pdu));
}

import { authEventIdsOf, prevEventIdsOf, type NodeHash } from '@chappe/events';
import { admitEvent } from './admit-event.js';
import { adoptState } from './adopt-state.js';
import type { StoreWrite } from './durable-store.js';
import { fetchMissingEvents } from './fetch-missing-events.js';
import { fetchOutliers } from './fetch-outliers.js';
import { judgeEvent } from './judge-event.js';
import { resolveStates } from './room-states.js';
import { roomOf, type ServerContext } from './server-context.js';
import { storeEvent, type NewEvent } from './store-event.js';
import { isPlaced, type StoredEvent } from './stored-event.js';
import type { Task } from './task.js';

/** What became of a PDU. `waiting`: what comes before it could not be had. */
export type Receipt = 'stored' | 'known' | 'dropped' | 'waiting';

/** A PDU, who sent it, and who else may have what comes before it. */
export interface Delivery {
  readonly text: string;
  /** Servers to ask, in this order. */
  readonly sources: readonly string[];
}

/**
 * The checks on receipt of a PDU, in order, after fetching what they need. `write` is committed with the event; only
 * when the answer is `stored` it was.
 */
export function* receivePdu(server: ServerContext, delivery: Delivery, write: StoreWrite = {}): Task<Receipt> {
  const event = admitEvent(server, delivery.text);
  if (event === undefined) return 'dropped';
  if (isPlaced(server.store.events.get(event.eventId))) return 'known';
  for (const source of delivery.sources) {
    for (const earlier of yield* fetchMissingEvents(server, event, source)) {
      if (!isPlaced(server.store.events.get(earlier.eventId))) yield* placeEvent(server, { event: earlier, source });
    }
    if (yield* placeEvent(server, { event, source, write })) return 'stored';
  }
  return 'waiting';
}

interface Placing {
  readonly event: NewEvent;
  readonly source: string;
  readonly write?: StoreWrite;
}

/** Checks 4 to 6 with what the source can add; nothing when its auth events or its state cannot be had. */
function* placeEvent(server: ServerContext, { event, source, write }: Placing): Task<StoredEvent | undefined> {
  const { pdu, eventId } = event;
  if (!(yield* fetchOutliers(server, authEventIdsOf(pdu), source))) return undefined;
  const before = yield* stateBefore(server, event, source);
  if (before === undefined) return undefined;
  const isHistory = server.store.references.has(eventId);
  const current = isHistory ? {} : { current: roomOf(server).currentState };
  const verdict = yield* judgeEvent(server, { pdu, before, ...current });
  return yield* storeEvent(server, { event, before, verdict, isHistory }, write);
}

function* stateBefore(server: ServerContext, event: NewEvent, source: string): Task<NodeHash | undefined> {
  const prevEvents = prevEventIdsOf(event.pdu).map((eventId) => server.store.events.get(eventId));
  const placed = prevEvents.filter(isPlaced);
  if (placed.length < prevEvents.length) return yield* adoptState(server, event.eventId, source);
  return yield* resolveStates(
    server,
    placed.map(({ states }) => states.after),
  );
}

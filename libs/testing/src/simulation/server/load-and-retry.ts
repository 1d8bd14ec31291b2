import { authEventIdsOf, MissingEventsError, MissingNodeError } from '@chappe/events';
import type { ServerContext } from './server-context.js';
import type { StoredEvent } from './stored-event.js';
import { step, type Task } from './task.js';

/** Each round gets at least a level further down in a map of at most 64 levels. */
const ROUNDS_MAX = 100;

/** Runs pure work on cached nodes and events again and again, loading from the store what it lacks. */
export function* loadAndRetry<T>(server: ServerContext, work: () => T): Task<T> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    try {
      return work();
    } catch (error) {
      if (error instanceof MissingNodeError) loadNodes(server, error);
      else if (error instanceof MissingEventsError) for (const eventId of error.eventIds) loadEvent(server, eventId);
      else throw error;
    }
    yield* step();
  }
  throw new Error(`Still missing parts after ${ROUNDS_MAX} rounds of loading`);
}

function loadNodes({ store, memory }: ServerContext, { hashes }: MissingNodeError): void {
  for (const hash of hashes) {
    const node = store.nodes.get(hash);
    if (node === undefined) throw new Error(`The store lost a node of a state map, ${hash}`);
    memory.nodes.set(hash, node);
  }
}

/** Puts an event into the caches; it may be one that no commit has written yet. */
export function remember(server: ServerContext, event: StoredEvent): void {
  addToChains(server, event);
  server.memory.events.set(event.eventId, event);
}

/**
 * Makes the index of auth chains anew, after a crash. It must hold every event of every state: state resolution asks it
 * which events cite others, and takes the answer for whole.
 */
export function indexAuthChains(server: Pick<ServerContext, 'store' | 'memory'>): void {
  for (const event of server.store.events.values()) addToChains(server, event);
}

function loadEvent(server: ServerContext, eventId: string): void {
  const event = server.store.events.get(eventId);
  if (event === undefined) throw new Error(`The store has not got ${eventId}`);
  remember(server, event);
}

function addToChains({ store, memory }: Pick<ServerContext, 'store' | 'memory'>, event: StoredEvent): void {
  if (event.pdu.state_key === undefined || event.rejectedByAuthEvents) return;
  const waiting = [event];
  for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
    const authEventIds = authEventIdsOf(next.pdu);
    const missing = authEventIds.filter((authEventId) => !memory.authChains.has(authEventId));
    for (const authEventId of missing) {
      const authEvent = store.events.get(authEventId);
      if (authEvent === undefined) throw new Error(`The auth event ${authEventId} is not stored`);
      waiting.push(authEvent);
    }
    if (missing.length > 0) continue;
    memory.authChains.add(next.eventId, authEventIds);
    waiting.pop();
  }
}

import {
  changeState,
  EMPTY_STATE,
  listState,
  lookUpState,
  membershipOf,
  MissingEventsError,
  serverNameOf,
  type NodeHash,
  type StateChange,
  type StateLookup,
  type UserId,
} from '@chappe/events';
import { loadAndRetry } from './load-and-retry.js';
import type { ServerContext } from './server-context.js';
import type { ServerMemory } from './server-memory.js';
import type { StoredEvent } from './stored-event.js';
import type { Task } from './task.js';

/** What is in the slots of a state; throws for what is not loaded, see loadAndRetry. */
export function stateLookup(memory: ServerMemory, root: NodeHash): StateLookup {
  return (type, stateKey) => eventInSlot(memory, root, { type, stateKey })?.pdu;
}

/** The event in a slot of a state; throws for what is not loaded. */
export function eventInSlot(
  memory: ServerMemory,
  root: NodeHash,
  slot: { type: string; stateKey: string },
): StoredEvent | undefined {
  const eventId = lookUpState(root, slot, memory.nodes);
  return eventId === undefined ? undefined : cachedEvent(memory, eventId);
}

function cachedEvent(memory: ServerMemory, eventId: string): StoredEvent {
  const event = memory.events.get(eventId);
  if (event === undefined) throw new MissingEventsError([eventId]);
  return event;
}

/** The root of the resolution of some states, the same for the same states in any order. */
export function* resolveStates(server: ServerContext, roots: readonly NodeHash[]): Task<NodeHash> {
  const distinct = [...new Set(roots)].sort();
  const [first] = distinct;
  if (first === undefined) return EMPTY_STATE;
  if (distinct.length === 1) return first;
  const { memory, protocol, world } = server;
  const known = memory.resolutions.get(distinct.join(' '));
  if (known !== undefined) return known;
  const from = { nodes: memory.nodes, events: graphEvents(memory), authChains: memory.authChains };
  // Not in sorted order: servers must agree whichever state they start from.
  const order = world.random.shuffled(distinct);
  const changes = yield* loadAndRetry(server, () => protocol.resolveState(order, from, world.rules));
  const root = yield* change(server, order[0] ?? first, changes);
  memory.resolutions.set(distinct.join(' '), root);
  world.trace.note('resolutions of different states');
  return root;
}

function graphEvents(memory: ServerMemory) {
  return {
    get(eventId: string) {
      const event = memory.events.get(eventId);
      return event && { eventId, pdu: event.pdu, rejected: event.rejectedBy !== undefined };
    },
  };
}

/** The root of a state after changes; its new nodes are written with the next commit. */
export function* change(server: ServerContext, root: NodeHash, changes: readonly StateChange[]): Task<NodeHash> {
  const { memory } = server;
  if (changes.length === 0) return root;
  const changed = yield* loadAndRetry(server, () => changeState(root, changes, memory.nodes));
  for (const [hash, node] of changed.created) {
    memory.nodes.set(hash, node);
    memory.unsavedNodes.set(hash, node);
  }
  return changed.root;
}

/** Names of the servers with joined users in a state, in order. */
export function* serversIn(server: ServerContext, root: NodeHash): Task<readonly string[]> {
  const { memory } = server;
  const known = memory.serversIn.get(root);
  if (known !== undefined) return known;
  const names = yield* loadAndRetry(server, () => {
    const found = new Set<string>();
    for (const { slot, eventId } of listState(root, memory.nodes)) {
      if (slot.type !== 'm.room.member' || membershipOf(cachedEvent(memory, eventId).pdu) !== 'join') continue;
      found.add(serverNameOf(slot.stateKey as UserId));
    }
    return [...found].sort();
  });
  memory.serversIn.set(root, names);
  return names;
}

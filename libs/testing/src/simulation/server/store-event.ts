import { redactsOf, type NodeHash, type Pdu } from '@chappe/events';
import { advanceExtremities } from './advance-extremities.js';
import { commit } from './commit.js';
import type { StoredRoom, StoreWrite } from './durable-store.js';
import type { ReceiptVerdict } from './judge-event.js';
import { remember } from './load-and-retry.js';
import { applyRedactions } from './apply-redactions.js';
import { isVisible } from './references.js';
import { change, resolveStates } from './room-states.js';
import { roomOf, type ServerContext } from './server-context.js';
import { isPlaced, type PlacedEvent, type StoredEvent } from './stored-event.js';
import type { Task } from './task.js';

/** An event as it was read or made. */
export interface NewEvent {
  readonly eventId: string;
  readonly pdu: Pdu;
  readonly json: string;
}

/** An event that was judged, and where it stands. */
export interface JudgedEvent {
  readonly event: NewEvent;
  readonly before: NodeHash;
  readonly verdict: ReceiptVerdict;
  /** Whether it is told to nobody: it came before what readers already have. */
  readonly isHistory: boolean;
}

/** Keeps an event with its state, and moves the room on if it is new; `write` is committed with it. */
export function* storeEvent(server: ServerContext, judged: JudgedEvent, write: StoreWrite = {}): Task<StoredEvent> {
  const { event, verdict, before } = judged;
  const after = yield* stateAfter(server, judged);
  const placed: PlacedEvent = { ...event, ...verdict, states: { before, after } };
  const [stored = placed, ...others] = yield* applyRedactions(server, placed);
  const isNew = isVisible(stored) && !judged.isHistory && !server.store.references.has(event.eventId);
  const target = redactsOf(event.pdu, server.world.rules);
  yield* commit(server, {
    ...write,
    events: [stored, ...others],
    ...(target !== undefined && { redaction: { eventId: event.eventId, target } }),
    ...(isNew && { room: yield* moveOn(server, placed), timeline: [event.eventId] }),
  });
  noteStored(server, judged);
  return stored;
}

function* stateAfter(server: ServerContext, { event, before, verdict }: JudgedEvent): Task<NodeHash> {
  const { type, state_key: stateKey } = event.pdu;
  if (stateKey === undefined || verdict.rejectedBy !== undefined) return before;
  return yield* change(server, before, [{ slot: { type, stateKey }, eventId: event.eventId }]);
}

/** The room with the event as one of its forward extremities. */
function* moveOn(server: ServerContext, placed: PlacedEvent): Task<StoredRoom> {
  const { store, world } = server;
  const room = roomOf(server);
  remember(server, placed);
  const forwardExtremities = advanceExtremities(room.forwardExtremities, placed, store.events);
  const roots = forwardExtremities.map((eventId) => {
    const event = eventId === placed.eventId ? placed : store.events.get(eventId);
    if (!isPlaced(event)) throw new Error(`The forward extremity ${eventId} has no state`);
    return event.states.after;
  });
  if (forwardExtremities.length > 1) world.trace.note('forks of the graph');
  return { ...room, forwardExtremities, currentState: yield* resolveStates(server, roots) };
}

function noteStored({ name, world }: ServerContext, { event, verdict, isHistory }: JudgedEvent): void {
  const { type, state_key: stateKey, sender } = event.pdu;
  const about = `${event.eventId} ${type} ${stateKey ?? '-'} by ${sender} ${verdict.rejectedBy ?? ''}`;
  world.trace.note(outcomeOf(verdict, isHistory), name, about);
}

function outcomeOf(verdict: ReceiptVerdict, isHistory: boolean): string {
  if (verdict.rejectedByAuthEvents) return 'rejected by auth events';
  if (verdict.rejectedBy !== undefined) return 'rejected by the state before';
  if (isHistory) return 'kept as history';
  return verdict.softFailed ? 'soft-failed' : 'accepted';
}

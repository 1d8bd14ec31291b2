import { authEventIdsOf, buildEvent, membershipOf, type Membership, type NodeHash } from '@chappe/events';
import type { AnswerTo } from '../world/federation.js';
import { admitEvent } from './admit-event.js';
import { stateOf } from './adopt-state.js';
import { storeOutliers } from './fetch-outliers.js';
import type { StoreWrite } from './durable-store.js';
import { judgeEvent } from './judge-event.js';
import { change } from './room-states.js';
import type { ServerContext } from './server-context.js';
import { storeEvent, type NewEvent } from './store-event.js';
import { isPlaced, type StoredEvent } from './stored-event.js';
import { ask, type Task } from './task.js';

/** Who wants which membership, and through whom. */
export interface RemoteMembership {
  readonly userId: string;
  readonly membership: Membership;
  readonly resident: string;
}

/** An event that a resident accepted, and what it told about the room. */
export interface AcceptedMembership {
  readonly event: NewEvent;
  readonly answer: AnswerTo<'sendMembership'>;
}

/** make_join and send_join, and the like: before our server is in the room. Nothing when refused or not answered. */
export function* askForMembership(
  server: ServerContext,
  { userId, membership, resident }: RemoteMembership,
): Task<AcceptedMembership | undefined> {
  const made = yield* ask<'makeMembership'>(resident, { kind: 'makeMembership', userId, membership });
  if (made === undefined) return undefined;
  const { eventId: _theirs, ...template } = made.template;
  const eventId = server.world.rules.eventIds === 'member' ? { eventId: server.newEventId() } : {};
  const own = { ...template, originServerTs: server.nowMs(), ...eventId } as typeof made.template;
  if (own.sender !== userId || own.stateKey !== userId || membershipOf(own) !== membership) return undefined;
  const built = buildEvent(own, server.signer);
  const answer = yield* ask<'sendMembership'>(resident, { kind: 'sendMembership', event: built.json });
  if (answer === undefined) return undefined;
  const event = admitEvent(server, answer.event, built.roomId);
  return event?.eventId === built.eventId ? { event, answer } : undefined;
}

/** Keeps the room as the resident told it, with our join as its only forward extremity. False when it is no good. */
export function* enterRoom(server: ServerContext, { event, answer }: AcceptedMembership): Task<boolean> {
  const { store, world } = server;
  if (isPlaced(store.events.get(event.eventId))) return true;
  const roomId = event.pdu.room_id ?? '';
  const state = admitAll(server, answer.state, roomId);
  yield* storeOutliers(server, new Map([...admitAll(server, answer.authChain, roomId), ...state]));
  const known = [...state.keys()].map((eventId) => store.events.get(eventId));
  const create = known.find((each) => each?.pdu.type === 'm.room.create');
  const hasAuthEvents = authEventIdsOf(event.pdu).every((eventId) => store.events.has(eventId));
  if (create === undefined || known.includes(undefined) || !hasAuthEvents) return false;
  const before: NodeHash = yield* stateOf(
    server,
    known.flatMap((each) => each ?? []),
  );
  const verdict = yield* judgeEvent(server, { pdu: event.pdu, before });
  if (verdict.rejectedBy !== undefined) return false;
  // History as to the graph, since nothing of ours may follow from what came before; told to readers all the same,
  // unless events that follow it came first.
  const told = store.references.has(event.eventId) ? {} : yield* roomFrom(server, { event, before, create });
  yield* storeEvent(server, { event, before, verdict, isHistory: true }, told);
  world.trace.note('rooms entered', server.name, event.eventId);
  server.wake();
  return true;
}

interface Entry {
  readonly event: NewEvent;
  readonly before: NodeHash;
  readonly create: StoredEvent;
}

function* roomFrom(server: ServerContext, { event, before, create }: Entry): Task<StoreWrite> {
  const slot = { type: event.pdu.type, stateKey: event.pdu.state_key ?? '' };
  const currentState = yield* change(server, before, [{ slot, eventId: event.eventId }]);
  const room = {
    roomId: event.pdu.room_id ?? '',
    createEventId: create.eventId,
    entries: (server.store.room?.entries ?? 0) + 1,
    forwardExtremities: [event.eventId],
    currentState,
  };
  return { room, timeline: [event.eventId] };
}

function admitAll(server: ServerContext, texts: readonly string[], roomId: string): Map<string, NewEvent> {
  const events = texts.flatMap((text) => admitEvent(server, text, roomId) ?? []);
  return new Map(events.map((event) => [event.eventId, event]));
}

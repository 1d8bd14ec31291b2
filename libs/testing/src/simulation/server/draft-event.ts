import {
  graphEdge,
  PREV_EVENTS_MAX,
  selectAuthEvents,
  depthAfter,
  type EventId,
  type EventTemplate,
  type GraphEdge,
  type NodeHash,
  type RoomId,
} from '@chappe/events';
import type { JsonObject } from '@chappe/crypto';
import { loadAndRetry } from './load-and-retry.js';
import { eventInSlot, resolveStates } from './room-states.js';
import { roomOf, type ServerContext } from './server-context.js';
import { isPlaced, type StoredEvent } from './stored-event.js';
import type { Task } from './task.js';

/** What a user wants to put into the room. */
export interface EventWish {
  readonly type: string;
  readonly stateKey?: string;
  readonly sender: string;
  readonly content: JsonObject;
  readonly redacts?: string;
}

/** A template and the state before the event that it makes. */
export interface Draft {
  readonly template: EventTemplate;
  readonly before: NodeHash;
}

/** Places a new event after the forward extremities and names its auth events. It is not yet known to be allowed. */
export function* draftEvent(server: ServerContext, wish: EventWish): Task<Draft> {
  const { store, world } = server;
  const room = roomOf(server);
  const prevEvents = room.forwardExtremities
    .slice(-PREV_EVENTS_MAX)
    .map((eventId) => store.events.get(eventId))
    .filter(isPlaced);
  const before = yield* resolveStates(
    server,
    prevEvents.map(({ states }) => states.after),
  );
  const { redacts, ...event } = wish;
  const authEvents = yield* selectFrom(server, event, before);
  const template = {
    ...event,
    ...(redacts !== undefined && { redacts: redacts as EventId }),
    roomId: room.roomId as RoomId,
    originServerTs: server.nowMs(),
    depth: depthAfter(
      prevEvents.map(({ pdu }) => pdu),
      world.rules,
    ),
    prevEvents: prevEvents.map((prevEvent) => edgeTo(server, prevEvent)),
    authEvents: authEvents.map((authEvent) => edgeTo(server, authEvent)),
    ...(world.rules.eventIds === 'member' && { eventId: server.newEventId() as EventId }),
  };
  return { template, before };
}

/** The auth events of an event in a state (server-server-api#auth-events-selection). */
export function* selectFrom(server: ServerContext, event: EventWish, root: NodeHash): Task<StoredEvent[]> {
  const slots = selectAuthEvents(event, server.world.rules);
  return yield* loadAndRetry(server, () => slots.flatMap((slot) => eventInSlot(server.memory, root, slot) ?? []));
}

export function edgeTo({ world }: ServerContext, event: StoredEvent): GraphEdge {
  return graphEdge(event.eventId, event.pdu, world.rules);
}

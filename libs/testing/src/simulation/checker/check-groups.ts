import { prevEventIdsOf, serverNameOf, type UserId } from '@chappe/events';
import { resolveStates } from '../server/room-states.js';
import { viewRoom } from '../server/room-view.js';
import type { SimulatedServer } from '../server/simulated-server.js';
import { isPlaced, type PlacedEvent, type StoredEvent } from '../server/stored-event.js';
import { runAtOnce } from './run-at-once.js';
import type { Violation } from './violation.js';

/** Two servers that each see the other and themselves in the room. */
export type Pair = readonly [SimulatedServer, SimulatedServer];

/** All pairs of servers that are in the room together. */
export function pairsInRoom(servers: readonly SimulatedServer[]): Pair[] {
  const views = new Map(servers.map((server) => [server, viewRoom(server)?.servers]));
  const sees = (left: SimulatedServer, right: SimulatedServer): boolean => {
    const view = views.get(left);
    return view?.has(left.name) === true && view.has(right.name);
  };
  return servers.flatMap((left, index) =>
    servers
      .slice(index + 1)
      .filter((right) => sees(left, right) && sees(right, left))
      .map((right) => [left, right] as const),
  );
}

/** Whether two servers have come to the same end of the graph. */
export function isSettled([left, right]: Pair): boolean {
  return endsOf(left) === endsOf(right);
}

function endsOf({ store }: SimulatedServer): string {
  return [...(store.room?.forwardExtremities ?? [])].sort().join(' ');
}

/** Servers with the same forward extremities hold the same current state, and the same events before it. */
export function checkPair(pair: Pair): Violation[] {
  const [left, right] = pair;
  const where = `${left.name} and ${right.name}`;
  const violations: Violation[] = [];
  const missing = [...lacks(left, right), ...lacks(right, left)];
  if (missing.length > 0)
    violations.push({
      invariant: 'servers in the room hold the same events',
      details: `${where}: ${missing.join(' ')}`,
    });
  if (isSettled(pair) && left.store.room?.currentState !== right.store.room?.currentState) {
    violations.push({ invariant: 'servers in the room hold the same state', details: where });
  }
  if (missing.length === 0 && resolvedLeaves(pair) !== resolvedLeaves([right, left])) {
    violations.push({ invariant: 'the same graph resolves to the same state', details: where });
  }
  return violations;
}

/**
 * Events before a server's forward extremities that the other one has not placed, and those of its users, unless it
 * has entered the room anew and so ceased to build on them.
 */
function lacks(holder: SimulatedServer, other: SimulatedServer): string[] {
  const { room, events } = holder.store;
  const needed = new Set(room?.forwardExtremities);
  for (const eventId of needed) {
    for (const prevEventId of prevEventIdsOf(events.get(eventId)?.pdu ?? { prev_events: [] })) needed.add(prevEventId);
  }
  const own = [...events.values()].filter(
    (event) => isPlaced(event) && !event.softFailed && isFrom(event, holder.name),
  );
  if (room?.entries === 1) for (const { eventId } of own) needed.add(eventId);
  return [...needed].filter((eventId) => !isPlaced(other.store.events.get(eventId)));
}

function isFrom({ pdu }: StoredEvent, name: string): boolean {
  return serverNameOf(pdu.sender as UserId) === name;
}

/** What the ends of the graph that both hold resolve to, soft-failed ones included. */
function resolvedLeaves([server, other]: Pair): string {
  const known = [...server.store.events.values()].filter(
    (event): event is PlacedEvent => isPlaced(event) && isPlaced(other.store.events.get(event.eventId)),
  );
  const followed = new Set(known.flatMap(({ pdu }) => prevEventIdsOf(pdu)));
  const leaves = known.filter(({ eventId }) => !followed.has(eventId));
  return runAtOnce(
    resolveStates(
      server,
      leaves.map(({ states }) => states.after),
    ),
  );
}

import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import type { AuthChains } from './auth-chains.js';
import { compareAge } from './compare-age.js';
import type { ConflictedEvent } from './conflicted-event.js';
import { Heap } from './heap.js';
import { senderPower } from './sender-power.js';

interface Vertex {
  readonly event: ConflictedEvent;
  readonly power: number;
  /** The events that have this one among their auth events, as often as they have it. */
  readonly citing: Vertex[];
  /** Auth events that are still to come. */
  waitsFor: number;
}

/**
 * The reverse topological power ordering: auth events before the events that name them, among those that could come
 * next the smallest first (rooms/v12#definitions). Kahn's algorithm over the edges between the given events.
 */
export function orderByPower(
  events: readonly ConflictedEvent[],
  { chains, rules }: { readonly chains: AuthChains; readonly rules: RoomVersionRules },
): ConflictedEvent[] {
  const ready = new Heap(compareVertices);
  for (const vertex of connect(events, chains, rules)) if (vertex.waitsFor === 0) ready.push(vertex);
  const ordered: ConflictedEvent[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    ordered.push(next.event);
    for (const citing of next.citing) {
      citing.waitsFor -= 1;
      if (citing.waitsFor === 0) ready.push(citing);
    }
  }
  return ordered;
}

function connect(events: readonly ConflictedEvent[], chains: AuthChains, rules: RoomVersionRules): Vertex[] {
  const byNumber = new Map<number, Vertex>();
  for (const event of events) {
    byNumber.set(event.number, { event, power: senderPower(event, rules), citing: [], waitsFor: 0 });
  }
  for (const [number, vertex] of byNumber) {
    for (let edge = chains.edgesStart(number); edge < chains.edgesEnd(number); edge += 1) {
      const authEvent = byNumber.get(chains.authEventAt(edge));
      if (authEvent === undefined) continue;
      authEvent.citing.push(vertex);
      vertex.waitsFor += 1;
    }
  }
  return [...byNumber.values()];
}

/** Greater power is smaller, then less time, then the smaller event ID. Power can be infinite, without a difference. */
function compareVertices(left: Vertex, right: Vertex): number {
  const byPower = Number(left.power < right.power) - Number(left.power > right.power);
  return byPower || compareAge(left.event, right.event);
}

import type { AuthChains } from './auth-chains.js';

/**
 * All events on paths of auth events between any two of the conflicted events, the ends included
 * (rooms/v12#definitions): those in the auth chain of one that have another in their own.
 */
export function conflictedSubgraph(conflicted: ReadonlySet<number>, chains: AuthChains): Set<number> {
  const oldest = oldestOf(conflicted);
  const reached = followDown(conflicted, chains, oldest);
  const subgraph = new Set<number>();
  for (let event = reached.indexOf(1, oldest); event >= 0; event = reached.indexOf(1, event + 1)) {
    if (conflicted.has(event) || citesAny(event, subgraph, chains)) subgraph.add(event);
  }
  return subgraph;
}

/** By event, 1 for those that are among some events and their auth chains, followed down to an oldest one. */
function followDown(events: ReadonlySet<number>, chains: AuthChains, oldest: number): Uint8Array {
  const reached = new Uint8Array(chains.size);
  for (const event of events) reached[event] = 1;
  for (let event = reached.lastIndexOf(1); event >= oldest; event = before(event)) {
    for (let edge = chains.edgesStart(event); edge < chains.edgesEnd(event); edge += 1) {
      reached[chains.authEventAt(edge)] = 1;
    }
  }
  return reached;

  function before(event: number): number {
    return event === 0 ? -1 : reached.lastIndexOf(1, event - 1);
  }
}

/** The smallest number of some events; infinite for none. */
function oldestOf(events: Iterable<number>): number {
  let oldest = Infinity;
  for (const event of events) oldest = Math.min(oldest, event);
  return oldest;
}

function citesAny(event: number, among: ReadonlySet<number>, chains: AuthChains): boolean {
  for (let edge = chains.edgesStart(event); edge < chains.edgesEnd(event); edge += 1) {
    if (among.has(chains.authEventAt(edge))) return true;
  }
  return false;
}

import type { AuthChains } from './auth-chains.js';
import { ChainMarks } from './chain-marks.js';
import { oldestOf } from './oldest-of.js';

/**
 * All events on paths of auth events between any two of the conflicted events, the ends included
 * (rooms/v12#definitions): those in the auth chain of one that have another in their own.
 */
export function conflictedSubgraph(conflicted: ReadonlySet<number>, chains: AuthChains): Set<number> {
  const marks = new ChainMarks(conflicted, chains, oldestOf(conflicted));
  const subgraph = new Set<number>();
  for (const event of marks.oldestFirst()) {
    if (conflicted.has(event) || citesAny(event, subgraph, chains)) subgraph.add(event);
  }
  return subgraph;
}

function citesAny(event: number, among: ReadonlySet<number>, chains: AuthChains): boolean {
  for (let edge = chains.edgesStart(event); edge < chains.edgesEnd(event); edge += 1) {
    if (among.has(chains.authEventAt(edge))) return true;
  }
  return false;
}

import { authDifference } from './auth-difference.js';
import { collectLoaded } from './collect-loaded.js';
import { conflictedSubgraph } from './conflicted-subgraph.js';
import type { Resolution } from './resolution.js';

/**
 * The conflicted state set and the auth difference, from room version 12 on also the conflicted state subgraph, as
 * numbers of events (rooms/v12#definitions). Throws `MissingEventsError` and `MissingNodeError`.
 */
export function fullConflictedSet(resolution: Resolution): Set<number> {
  const { authChains, rules } = resolution;
  const byState = conflictedByState(resolution);
  const conflicted = new Set(byState.flat());
  const full = rules.stateResolution === 'v2.1' ? conflictedSubgraph(conflicted, authChains) : conflicted;
  for (const event of authDifference(byState, resolution)) full.add(event);
  return full;
}

/** By state, the conflicted events that it holds. */
function conflictedByState({ states: { roots, conflicts }, authChains }: Resolution): number[][] {
  return collectLoaded(roots.keys(), (state) =>
    authChains.numbersOf([...conflicts.values()].flatMap(({ eventIds }) => eventIds[state] ?? [])),
  );
}

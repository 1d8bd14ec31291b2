import { authDifference } from './auth-difference.js';
import { conflictedSubgraph } from './conflicted-subgraph.js';
import { MissingParts } from './missing-parts.js';
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
  const missing = new MissingParts();
  const byState = roots.map((_, state) => {
    const eventIds = [...conflicts.values()].flatMap((conflict) => conflict.eventIds[state] ?? []);
    return missing.attempt(() => authChains.numbersOf(eventIds)) ?? [];
  });
  missing.checkComplete();
  return byState;
}

import type { AuthChains } from './auth-chains.js';
import type { Resolution } from './resolution.js';
import { MissingParts } from './missing-parts.js';
import { StateMarks } from './state-marks.js';
import { UnconflictedChains } from './unconflicted-chains.js';

/**
 * The events that are in the full auth chains of some states, but not of all (rooms/v12#definitions), newest first.
 * Unconflicted events are in every state, so they add the same to every chain: only conflicted events, given by state,
 * can make a difference, and nothing that an unconflicted event has in its auth chain is part of it.
 */
export function authDifference(conflicted: readonly (readonly number[])[], resolution: Resolution): number[] {
  const candidates = differenceOfChains(conflicted, resolution.authChains);
  const unconflicted = new UnconflictedChains(resolution);
  const missing = new MissingParts();
  const difference = candidates.filter((event) => missing.attempt(() => !unconflicted.include(event)));
  missing.checkComplete();
  return difference;
}

/** The difference of the auth chains of some sets of events, newest first. */
function differenceOfChains(sets: readonly (readonly number[])[], chains: AuthChains): number[] {
  const marks = new StateMarks(chains.size, sets.length);
  for (const [state, events] of sets.entries()) {
    for (const event of events) {
      for (let edge = chains.edgesStart(event); edge < chains.edgesEnd(event); edge += 1) {
        marks.mark(chains.authEventAt(edge), state);
      }
    }
  }
  return collectPartial(marks, chains);
}

/** Spreads the marks to all auth events, downwards, and picks what not all states reach. */
function collectPartial(marks: StateMarks, chains: AuthChains): number[] {
  const partial: number[] = [];
  let open = 0;
  for (let event = 0; event < chains.size; event += 1) if (marks.isPartial(event)) open += 1;
  // Where all marked events below are reached by all states, so are those that they lead to.
  for (let event = chains.size - 1; open > 0; event -= 1) {
    if (marks.isPartial(event)) {
      partial.push(event);
      open -= 1;
    }
    for (let edge = chains.edgesStart(event); edge < chains.edgesEnd(event); edge += 1) {
      const authEvent = chains.authEventAt(edge);
      const wasPartial = marks.isPartial(authEvent);
      marks.copy(event, authEvent);
      open += Number(marks.isPartial(authEvent)) - Number(wasPartial);
    }
  }
  return partial;
}

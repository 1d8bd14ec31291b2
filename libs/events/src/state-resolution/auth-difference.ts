import type { AuthChains } from './auth-chains.js';
import { collectLoaded } from './collect-loaded.js';
import type { Resolution } from './resolution.js';
import { StateMarks } from './state-marks.js';
import { UnconflictedChains } from './unconflicted-chains.js';

/**
 * The events that are in the full auth chains of some states, but not of all (rooms/v12#definitions), newest first; a
 * state's own events count as part of its full auth chain. SPEC-DEVIATION(the text leaves a state's own events out, but
 * what other servers run counts them, and servers must agree; decision 0009 has the numbers)
 * Unconflicted events are in every state, so they and their auth chains are no part of it, and only conflicted events,
 * given by state, can make a difference. They themselves may be named or not, being in the full conflicted set anyway.
 */
export function authDifference(conflicted: readonly (readonly number[])[], resolution: Resolution): number[] {
  const candidates = differenceOfChains(conflicted, resolution.authChains);
  const unconflicted = new UnconflictedChains(resolution);
  return collectLoaded(candidates, (event) => (unconflicted.include(event) ? [] : [event])).flat();
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
  const difference: number[] = [];
  // Partial events above are done; where none is left below, all states reach the same from there on.
  for (let event = marks.markedBefore(chains.size); difference.length < marks.partial;) {
    if (marks.isPartial(event)) difference.push(event);
    for (let edge = chains.edgesStart(event); edge < chains.edgesEnd(event); edge += 1) {
      marks.copy(event, chains.authEventAt(edge));
    }
    event = marks.markedBefore(event);
  }
  return difference;
}

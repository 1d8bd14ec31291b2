import { slotOf } from '../views/rooms/room-state.js';
import type { TimelineWindow } from './timeline-window.js';

/**
 * A client that takes its state from `state` and then from the timeline would be left with an outdated event where a
 * shown state event was replaced by one that it may not see or did not ask for. Such a timeline begins later: the
 * event goes into the gap, and what replaced it into `state`.
 */
export function withoutStaleState(window: TimelineWindow): TimelineWindow {
  if (window.hiddenState.length === 0) return window;
  const hidden = new Map(window.hiddenState.map((event) => [slotOf(event), event.position]));
  const stale = window.shown.findLastIndex(
    ({ event }) => event.stateKey !== undefined && (hidden.get(slotOf(event)) ?? 0) > event.position,
  );
  if (stale < 0) return window;
  const bottom = window.shown[stale]?.event.position ?? window.bottom;
  return {
    shown: window.shown.slice(stale + 1),
    hiddenState: window.hiddenState.filter((event) => event.position > bottom),
    limited: true,
    bottom,
  };
}

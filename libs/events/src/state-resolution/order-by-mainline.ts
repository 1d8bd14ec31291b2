import { collectLoaded } from './collect-loaded.js';
import { compareAge } from './compare-age.js';
import type { ConflictedEvent } from './conflicted-event.js';
import { Mainline } from './mainline.js';
import type { Resolution } from './resolution.js';

interface PlacedEvent {
  readonly event: ConflictedEvent;
  readonly position: number;
}

/**
 * The mainline ordering of events based on a power levels event, those with the oldest power levels first
 * (rooms/v12#definitions). Throws `MissingEventsError`.
 */
export function orderByMainline(
  events: readonly ConflictedEvent[],
  powerLevels: number | undefined,
  resolution: Resolution,
): ConflictedEvent[] {
  const mainline = new Mainline(powerLevels, resolution);
  const placed = collectLoaded(events, (event) => ({ event, position: mainline.positionOf(event.number) }));
  return placed.sort(comparePlaced).map(({ event }) => event);
}

/** Positions can be infinite, so that they have no difference. */
function comparePlaced(left: PlacedEvent, right: PlacedEvent): number {
  const byPosition = Number(left.position < right.position) - Number(left.position > right.position);
  return byPosition || compareAge(left.event, right.event);
}

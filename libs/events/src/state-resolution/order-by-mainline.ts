import { compareAge } from './compare-age.js';
import type { ConflictedEvent } from './conflicted-event.js';
import { Mainline } from './mainline.js';
import { MissingParts } from './missing-parts.js';
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
  powerLevelsId: string | undefined,
  resolution: Resolution,
): ConflictedEvent[] {
  const mainline = new Mainline(powerLevelsId, resolution);
  const missing = new MissingParts();
  const placed: PlacedEvent[] = [];
  for (const event of events) {
    const position = missing.attempt(() => mainline.positionOf(event.number));
    if (position !== undefined) placed.push({ event, position });
  }
  missing.checkComplete();
  return placed.sort(comparePlaced).map(({ event }) => event);
}

/** Positions can be infinite. */
function comparePlaced(left: PlacedEvent, right: PlacedEvent): number {
  if (left.position !== right.position) return left.position > right.position ? -1 : 1;
  return compareAge(left.event, right.event);
}

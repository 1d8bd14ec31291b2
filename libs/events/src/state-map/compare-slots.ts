import type { StateSlot } from '../content/state-slot.js';

/** The order of entries in leaves and of differences: by type, then state key, each by UTF-16 unit. */
export function compareSlots(left: StateSlot, right: StateSlot): number {
  return compareTexts(left.type, right.type) || compareTexts(left.stateKey, right.stateKey);
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

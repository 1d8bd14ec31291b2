/** The smallest number of some events; infinite for none. */
export function oldestOf(events: Iterable<number>): number {
  let oldest = Infinity;
  for (const event of events) if (event < oldest) oldest = event;
  return oldest;
}

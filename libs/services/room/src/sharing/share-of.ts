import type { Ownership } from '../partitions/ownership.js';

/** How many partitions a replica shall take, or hand over, now. */
export interface Adjustment {
  /** Of those that nobody holds. */
  readonly take: number;
  readonly give: number;
}

/**
 * Divides the partitions evenly over the live replicas: each gets P/n, rounded down, and some get one more. Who has no
 * less and no more than that stays as it is, so that nothing goes back and forth; who lacks partitions comes before who
 * could have one more.
 * @param replica counts as alive
 * @param held how many it holds
 */
export function shareOf({ holders, replicas }: Ownership, replica: string, held: number): Adjustment {
  const counts = new Map<string | undefined, number>();
  for (const holder of holders.values()) counts.set(holder, (counts.get(holder) ?? 0) + 1);
  const free = counts.get(undefined) ?? 0;
  const others = [...replicas.keys()].filter((name) => name !== replica).map((name) => counts.get(name) ?? 0);
  const least = Math.floor(holders.size / (others.length + 1));
  const most = Math.ceil(holders.size / (others.length + 1));
  const lacking = sum(others.map((count) => Math.max(0, least - count)));
  const take = Math.min(free, (lacking === 0 ? most : least) - held);
  const givers = 1 + others.filter((count) => count > least).length;
  const toLeast = Math.min(held - least, Math.ceil(Math.max(0, lacking - free) / givers));
  const toMost = Math.min(held - most, sum(others.map((count) => Math.max(0, most - count))) - free);
  return { take: Math.max(0, take), give: Math.max(0, toLeast, toMost) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

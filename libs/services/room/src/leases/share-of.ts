import type { Ownership } from './ownership.js';

/** What one replica may have of the partitions, and what the others lack. */
export interface Share {
  /** Partitions that the replica shall hold. */
  readonly quota: number;
  /** Partitions that nobody holds. */
  readonly free: number;
  /** Partitions that other replicas shall hold in addition, beyond those that are free. */
  readonly wanted: number;
}

/**
 * Divides the partitions evenly over the live replicas. Only who is alive decides: at the same moment every replica
 * comes to the same result, whatever is being handed over, so nothing goes back and forth. The first ones by name get
 * what cannot be divided.
 * @param replica counts as alive
 */
export function shareOf({ holders, replicas }: Ownership, replica: string): Share {
  const held = new Map<string | undefined, number>();
  for (const holder of holders.values()) held.set(holder, (held.get(holder) ?? 0) + 1);
  const free = held.get(undefined) ?? 0;
  const live = [...new Set([...replicas.keys(), replica])].sort();
  const quotaOf = (index: number): number => Math.ceil((holders.size - index) / live.length);
  let lacking = 0;
  for (const [index, other] of live.entries()) {
    if (other !== replica) lacking += Math.max(0, quotaOf(index) - (held.get(other) ?? 0));
  }
  return { quota: quotaOf(live.indexOf(replica)), free, wanted: Math.max(0, lacking - free) };
}

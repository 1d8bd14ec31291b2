import type { LogEntry } from '@chappe/contracts';

/** Entries in groups of one partition each, in their order. */
export function byPartition(entries: readonly LogEntry[]): Map<number, LogEntry[]> {
  const groups = new Map<number, LogEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.partition);
    if (group) group.push(entry);
    else groups.set(entry.partition, [entry]);
  }
  return groups;
}

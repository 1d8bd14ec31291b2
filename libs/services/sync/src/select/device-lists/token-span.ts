import type { LostPart } from '../selection.js';

/** A span of time as two vectors of positions. */
export interface TokenSpan {
  readonly from: { readonly room: readonly number[]; readonly user: number };
  readonly to: { readonly room: readonly number[]; readonly user: number };
  /** Of what the client at `from` may believe things that are not true: of that it is told everything. */
  readonly lost?: LostPart | undefined;
}

/** The position of a partition from which on the client has to be told who came into and went out of its sight. */
export function sightStart({ from, lost }: TokenSpan, partition: number): number {
  return lost?.partitions.has(partition) ? 0 : (from.room[partition] ?? 0);
}

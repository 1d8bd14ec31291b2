import { knownPosition, type SyncToken } from '@chappe/contracts';
import type { LostPart } from '../selection.js';

/** A span of time as two vectors of positions. */
export interface TokenSpan {
  readonly from: Pick<SyncToken, 'room' | 'user' | 'owed'>;
  readonly to: { readonly room: readonly number[]; readonly user: number };
  /** Of what the client at `from` may believe things that are not true: of that it is told everything. */
  readonly lost?: LostPart | undefined;
  /** Takes in rooms that cannot be read; absent: nobody comes back for them. */
  readonly owed?: Map<number, number>;
}

/** The position from which on the client has to be told who came into and went out of its sight in a room. */
export function sightStart(
  { from, lost }: TokenSpan,
  room: { readonly roomId: string; readonly partition: number },
): number {
  return lost?.partitions.has(room.partition) ? 0 : (knownPosition(from, room) ?? 0);
}

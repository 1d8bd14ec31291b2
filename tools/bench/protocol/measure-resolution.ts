import { diffState, type NodeHash, resolveState } from '@chappe/events';
import { cpuMs, middle } from './cpu-time.ts';
import { FORKS, growFork, type Fork } from './forks.ts';
import { GeneratedRoom } from './generated-room.ts';

/** What resolving one fork took. */
export interface ResolutionFigures {
  readonly fork: string;
  readonly version: string;
  readonly members: number;
  readonly events: number;
  /** Slots in which the branches differ. */
  readonly differing: number;
  /** Slots in which the resolution differs from the first branch. */
  readonly changes: number;
  /** CPU time of the process: the middle one of several runs, then the least and the most. */
  readonly cpuMs: readonly [middle: number, least: number, most: number];
}

/** Resolves every kind of fork in a room of the version, several times each. */
export function measureResolution(version: string, members: number, repeat: number): ResolutionFigures[] {
  const room = new GeneratedRoom(version, members);
  return FORKS.map((fork) => measureFork(room, fork, { members, repeat }));
}

function measureFork(
  room: GeneratedRoom,
  fork: Fork,
  { members, repeat }: { readonly members: number; readonly repeat: number },
): ResolutionFigures {
  const roots = growFork(fork, room, members);
  let changes = 0;
  const runs = Array.from({ length: repeat }, () =>
    cpuMs(() => {
      changes = resolveState(roots, room, room.rules).length;
    }),
  );
  const { version } = room.rules;
  const events = fork.lengths.reduce((sum, length) => sum + length, 0);
  const differing = countDiffering(room, roots);
  return { fork: fork.name, version, members, events, differing, changes, cpuMs: middle(runs) };
}

function countDiffering(room: GeneratedRoom, [first, ...others]: readonly NodeHash[]): number {
  if (first === undefined) return 0;
  const slots = others.flatMap((root) => diffState(first, root, room.nodes).map(({ slot }) => JSON.stringify(slot)));
  return new Set(slots).size;
}

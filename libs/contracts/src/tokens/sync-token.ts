import { readToken, writeToken } from './token-text.js';

/**
 * Where a client stands: a vector of positions, good on every replica, across restarts and fail-overs
 * (Client-Server API, "Syncing": `next_batch`, `since`, and `from`, `to`, `at` of other endpoints).
 */
export interface SyncToken {
  /** In which generation of the installation the positions were given out; 0: the first. */
  readonly generation: number;
  /** Position in each room partition; index = partition. */
  readonly room: readonly number[];
  /** Position in the log partition of the token's user. */
  readonly user: number;
  /** Serial number of the last typing change seen, as counted by `instance`. */
  readonly typing: number;
  /** The replica that counted `typing`; others cannot compare with it. */
  readonly instance: number;
}

const PREFIX = 's';
/** A vector of 4,096 partitions with the largest numbers stays below. */
const TOKEN_LENGTH_MAX = 50_000;

/** The opaque text that clients see: `s`, then partition count, positions, user, instance, typing. */
export function encodeSyncToken({ generation, room, user, instance, typing }: SyncToken): string {
  return writeToken(PREFIX, { generation, numbers: [room.length, ...room, user, instance, typing] });
}

/**
 * Reads a client's text. Undefined for anything that {@link encodeSyncToken} of an installation with this partition
 * count would not have written; callers refuse it with M_INVALID_PARAM.
 */
export function decodeSyncToken(text: string, partitionCount: number): SyncToken | undefined {
  if (text.length > TOKEN_LENGTH_MAX) return undefined;
  const read = readToken(PREFIX, text);
  if (read?.numbers.length !== partitionCount + 4 || read.numbers[0] !== partitionCount) return undefined;
  const at = (index: number): number => read.numbers[1 + index] ?? 0;
  return {
    generation: read.generation,
    room: read.numbers.slice(1, 1 + partitionCount),
    user: at(partitionCount),
    instance: at(partitionCount + 1),
    typing: at(partitionCount + 2),
  };
}

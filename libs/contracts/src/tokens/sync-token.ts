import { VarintReader, VarintWriter } from './varint.js';

/**
 * Where a client stands: a vector of positions, good on every replica, across restarts and fail-overs
 * (Client-Server API, "Syncing": `next_batch`, `since`, and `from`, `to`, `at` of other endpoints).
 */
export interface SyncToken {
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
const VERSION = 1;
/** A vector of 4,096 partitions with the largest numbers stays below. */
const TOKEN_LENGTH_MAX = 50_000;

/**
 * The opaque text that clients see: `s` and base64url of version, partition count, positions, user, instance, typing.
 */
export function encodeSyncToken(token: SyncToken): string {
  const writer = new VarintWriter();
  writer.write(VERSION);
  writer.write(token.room.length);
  for (const position of token.room) writer.write(position);
  writer.write(token.user);
  writer.write(token.instance);
  writer.write(token.typing);
  return PREFIX + writer.toBase64Url();
}

/**
 * Reads a client's text. Undefined for anything that {@link encodeSyncToken} of an installation with this partition
 * count would not have written; callers refuse it with M_INVALID_PARAM.
 */
export function decodeSyncToken(text: string, partitionCount: number): SyncToken | undefined {
  if (!text.startsWith(PREFIX) || text.length > TOKEN_LENGTH_MAX) return undefined;
  const numbers = VarintReader.of(text.slice(PREFIX.length))?.readAll();
  if (numbers?.length !== partitionCount + 5) return undefined;
  const [version, count] = numbers;
  if (version !== VERSION || count !== partitionCount) return undefined;
  const at = (index: number): number => numbers[2 + index] ?? 0;
  return {
    room: numbers.slice(2, 2 + partitionCount),
    user: at(partitionCount),
    instance: at(partitionCount + 1),
    typing: at(partitionCount + 2),
  };
}

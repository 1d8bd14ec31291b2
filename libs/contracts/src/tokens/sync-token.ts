import { OWED_ROOMS_MAX } from './owed-rooms.js';
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
  /**
   * Rooms, by `owedRoom`, of which the client was not told as far as `room` says, because they could not be read: with
   * the position up to which it was, 0 for nothing. Undefined: none.
   */
  readonly owed?: ReadonlyMap<number, number> | undefined;
  /** `idHash` of the rooms in which the client sees somebody type, {@link TYPING_ROOMS_IN_TOKEN_MAX} at most. */
  readonly typingRooms: readonly number[];
}

/** Rooms with somebody typing that one client sees; each takes up to seven characters of its tokens. */
export const TYPING_ROOMS_IN_TOKEN_MAX = 32;

const PREFIX = 's';
/** Besides the positions: partition count, user, instance, typing. */
const OTHER_NUMBERS = 4;
/** A vector of 4,096 partitions with the largest numbers stays below. */
const TOKEN_LENGTH_MAX = 50_000;

/**
 * The opaque text that clients see: `s`, then partition count, positions, user, instance, typing; and where there are
 * any, the number of rooms with typing, these, and two numbers for each owed room.
 */
export function encodeSyncToken({ generation, room, user, instance, typing, ...rooms }: SyncToken): string {
  return writeToken(PREFIX, {
    generation,
    numbers: [room.length, ...room, user, instance, typing, ...roomNumbers(rooms)],
  });
}

/**
 * Reads a client's text. Undefined for anything that {@link encodeSyncToken} of an installation with this partition
 * count would not have written; callers refuse it with M_INVALID_PARAM.
 */
export function decodeSyncToken(text: string, partitionCount: number): SyncToken | undefined {
  if (text.length > TOKEN_LENGTH_MAX) return undefined;
  const read = readToken(PREFIX, text);
  if (!read || read.numbers[0] !== partitionCount) return undefined;
  if (read.numbers.length < partitionCount + OTHER_NUMBERS) return undefined;
  const rooms = readRooms(read.numbers.slice(partitionCount + OTHER_NUMBERS));
  if (!rooms) return undefined;
  const at = (index: number): number => read.numbers[1 + index] ?? 0;
  return {
    generation: read.generation,
    room: read.numbers.slice(1, 1 + partitionCount),
    user: at(partitionCount),
    instance: at(partitionCount + 1),
    typing: at(partitionCount + 2),
    ...rooms,
  };
}

type NamedRooms = Pick<SyncToken, 'typingRooms' | 'owed'>;

function roomNumbers({ typingRooms, owed }: NamedRooms): readonly number[] {
  const owedNumbers = sortedByRoom(owed).flat();
  if (typingRooms.length === 0 && owedNumbers.length === 0) return [];
  return [typingRooms.length, ...typingRooms, ...owedNumbers];
}

/** Undefined for what {@link encodeSyncToken} would not have written. */
function readRooms(numbers: readonly number[]): NamedRooms | undefined {
  const [count = 0] = numbers;
  if (numbers.length === 1 || count > TYPING_ROOMS_IN_TOKEN_MAX || numbers.length < count) return undefined;
  const typingRooms = numbers.slice(1, 1 + count);
  const owed = readOwed(numbers.slice(1 + count));
  if (!owed || typingRooms.length < count) return undefined;
  return { typingRooms, ...(owed.size > 0 && { owed }) };
}

function sortedByRoom(owed: SyncToken['owed']): (readonly [room: number, position: number])[] {
  return owed ? [...owed].sort(([left], [right]) => left - right) : [];
}

/** Undefined for what {@link encodeSyncToken} would not have written. */
function readOwed(numbers: readonly number[]): Map<number, number> | undefined {
  const owed = new Map<number, number>();
  let last = -1;
  for (let at = 0; at < numbers.length; at += 2) {
    const [room = -1, position] = numbers.slice(at, at + 2);
    if (room <= last || position === undefined) return undefined;
    owed.set(room, position);
    last = room;
  }
  return owed.size > OWED_ROOMS_MAX ? undefined : owed;
}

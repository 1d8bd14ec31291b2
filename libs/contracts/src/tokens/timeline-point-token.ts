import { readToken, writeToken } from './token-text.js';

/**
 * A point between two events of a room in topological order: just after the event with this (depth, position), just
 * before the next larger one. The point before an event is therefore (its depth, its position - 1).
 */
export interface TimelinePointToken {
  /** In which generation of the installation the position was given out; 0: the first. */
  readonly generation: number;
  readonly depth: number;
  readonly position: number;
}

const PREFIX = 't';
const TOKEN_LENGTH_MAX = 40;

/** The opaque text of a point, for `prev_batch`, `start`, `end`: `t`, then depth, position. */
export function encodeTimelinePoint({ generation, depth, position }: TimelinePointToken): string {
  return writeToken(PREFIX, { generation, numbers: [depth, position] });
}

/** Reads a client's text; undefined for anything that {@link encodeTimelinePoint} would not have written. */
export function decodeTimelinePoint(text: string): TimelinePointToken | undefined {
  if (text.length > TOKEN_LENGTH_MAX) return undefined;
  const read = readToken(PREFIX, text);
  if (read?.numbers.length !== 2) return undefined;
  const [depth = 0, position = 0] = read.numbers;
  return { generation: read.generation, depth, position };
}

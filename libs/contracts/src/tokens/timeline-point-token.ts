import { VarintReader, VarintWriter } from './varint.js';

/**
 * A point between two events of a room in topological order: just after the event with this (depth, position), just
 * before the next larger one. The point before an event is therefore (its depth, its position - 1).
 */
export interface TimelinePointToken {
  readonly depth: number;
  readonly position: number;
}

const PREFIX = 't';
const VERSION = 1;
const TOKEN_LENGTH_MAX = 40;

/** The opaque text of a point, for `prev_batch`, `start`, `end`: `t` and base64url of version, depth, position. */
export function encodeTimelinePoint(point: TimelinePointToken): string {
  const writer = new VarintWriter();
  writer.write(VERSION);
  writer.write(point.depth);
  writer.write(point.position);
  return PREFIX + writer.toBase64Url();
}

/** Reads a client's text; undefined for anything that {@link encodeTimelinePoint} would not have written. */
export function decodeTimelinePoint(text: string): TimelinePointToken | undefined {
  if (!text.startsWith(PREFIX) || text.length > TOKEN_LENGTH_MAX) return undefined;
  const numbers = VarintReader.of(text.slice(PREFIX.length))?.readAll();
  if (numbers?.length !== 3) return undefined;
  const [version, depth = 0, position = 0] = numbers;
  return version === VERSION ? { depth, position } : undefined;
}

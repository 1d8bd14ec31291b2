import { VarintReader, VarintWriter } from './varint.js';

/**
 * A point between two events of a room in topological order: just after the event with this (depth, position), just before the
 * next larger one. The point before an event is therefore (its depth, its position - 1).
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
  const reader = VarintReader.of(text.slice(PREFIX.length));
  if (reader === undefined || reader.read() !== VERSION) return undefined;
  const depth = reader.read();
  const position = reader.read();
  return depth === undefined || position === undefined || !reader.atEnd ? undefined : { depth, position };
}

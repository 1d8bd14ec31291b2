import type { TimelinePoint } from '@chappe/contracts';

/** A point between two events of a room; see the contract's TimelinePoint. */
export type Point = Readonly<TimelinePoint>;

/** Before every event. */
export const ROOM_START: Point = { depth: 0, position: 0 };
/** After every event. */
export const ROOM_END: Point = { depth: Number.MAX_SAFE_INTEGER, position: Number.MAX_SAFE_INTEGER };

/** The point just before an event in topological order. */
export function pointBefore(event: Point): Point {
  return { depth: event.depth, position: event.position - 1 };
}

/** The point just after an event in topological order. */
export function pointAfter({ depth, position }: Point): Point {
  return { depth, position };
}

/** Topological order: by depth, then by position. Negative when the left one comes first. */
export function comparePoints(left: Point, right: Point): number {
  return left.depth - right.depth || left.position - right.position;
}

/** The earlier one of two points. */
export function earlierPoint(left: Point, right: Point): Point {
  return comparePoints(left, right) <= 0 ? left : right;
}

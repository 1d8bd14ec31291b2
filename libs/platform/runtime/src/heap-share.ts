import { getHeapStatistics } from 'node:v8';

/** A part of the largest heap that this process may have, in bytes: caches are no larger, whatever they are set to. */
export function heapShare(part: number): number {
  return Math.floor(getHeapStatistics().heap_size_limit * part);
}

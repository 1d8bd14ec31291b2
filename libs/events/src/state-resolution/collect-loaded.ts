import { MissingNodeError } from '../state-map/node-source.js';
import type { NodeHash } from '../state-map/state-node.js';
import { MissingEventsError } from './missing-events-error.js';

/**
 * What some work gives for each of the items. Where it finds nodes or events missing, the rest is tried all the same:
 * one `MissingNodeError` or else one `MissingEventsError` names all of them.
 */
export function collectLoaded<T, R>(items: Iterable<T>, work: (item: T) => R): R[] {
  const collected: R[] = [];
  const nodes = new Set<NodeHash>();
  const eventIds = new Set<string>();
  for (const item of items) {
    try {
      collected.push(work(item));
    } catch (error) {
      if (error instanceof MissingNodeError) for (const hash of error.hashes) nodes.add(hash);
      else if (error instanceof MissingEventsError) for (const eventId of error.eventIds) eventIds.add(eventId);
      else throw error;
    }
  }
  const [hash, ...hashes] = nodes;
  if (hash !== undefined) throw new MissingNodeError([hash, ...hashes]);
  const [eventId, ...more] = eventIds;
  if (eventId !== undefined) throw new MissingEventsError([eventId, ...more]);
  return collected;
}

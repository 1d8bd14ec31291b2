import { MissingNodeError } from '../state-map/node-source.js';
import type { NodeHash } from '../state-map/state-node.js';
import { MissingEventsError } from './missing-events-error.js';

/** Collects what is not loaded, so that one error can name all of it. */
export class MissingParts {
  readonly #nodes = new Set<NodeHash>();
  readonly #eventIds = new Set<string>();

  /** The work's result; undefined after noting what the work found to be missing. */
  attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (error instanceof MissingNodeError) for (const hash of error.hashes) this.#nodes.add(hash);
      else if (error instanceof MissingEventsError) for (const eventId of error.eventIds) this.#eventIds.add(eventId);
      else throw error;
      return undefined;
    }
  }

  noteEvent(eventId: string): void {
    this.#eventIds.add(eventId);
  }

  /** Throws `MissingNodeError` or `MissingEventsError` when anything was missing so far. */
  checkComplete(): void {
    const [hash, ...hashes] = this.#nodes;
    if (hash !== undefined) throw new MissingNodeError([hash, ...hashes]);
    const [eventId, ...eventIds] = this.#eventIds;
    if (eventId !== undefined) throw new MissingEventsError([eventId, ...eventIds]);
  }
}

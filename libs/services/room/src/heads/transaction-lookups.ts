import { Injectable } from '@nestjs/common';
import type { EventId } from '@chappe/events';
import { TRANSACTION_LOOKUPS_MAX } from '../room.limits.js';
import { HeadStore, type StoredLookup } from './head.store.js';

interface Waiting extends StoredLookup {
  readonly resolve: (eventId: EventId | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

/** Looks for old transaction ids in the table, many at a time: while one query runs the next one gathers. */
@Injectable()
export class TransactionLookups {
  #queue: Waiting[] = [];
  #isRunning = false;

  constructor(private readonly store: HeadStore) {}

  /** The event that was sent with this id, if one was committed. */
  find(lookup: StoredLookup): Promise<EventId | undefined> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ ...lookup, resolve, reject });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    await Promise.resolve(); // whoever asks in this tick is in the first query
    while (this.#queue.length > 0) await this.#answer(this.#queue.splice(0, TRANSACTION_LOOKUPS_MAX));
    this.#isRunning = false;
  }

  async #answer(batch: readonly Waiting[]): Promise<void> {
    try {
      const found = await this.store.eventsOf(batch);
      for (const [index, waiting] of batch.entries()) waiting.resolve(found.get(index));
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    }
  }
}

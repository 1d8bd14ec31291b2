import { LRUCache } from 'lru-cache';
import { MEMBER_MEMORIES_MAX, MEMBERS_REMEMBERED_MAX, MEMBERS_REMEMBERED_TOTAL_MAX } from '../sync.limits.js';

/**
 * Which member events a client has got already, so that redundant ones are left out (Client-Server API, "Lazy-loading
 * room members"). Holds for one chain of tokens: an answer that got lost is repeated in full, any other token starts
 * anew.
 */
export class MemberMemory {
  #confirmed = new Set<string>();
  #confirmedBy: string | undefined;
  #sent = new Set<string>();
  #sentWith: string | undefined;

  /** @param connection as {@link MemberMemories.of} */
  constructor(readonly connection: string) {}

  /** Members remembered. */
  get size(): number {
    return this.#confirmed.size + this.#sent.size;
  }

  /** A request with this token begins. */
  begin(since: string | undefined): void {
    if (since !== undefined && since === this.#sentWith) {
      for (const eventId of this.#sent) this.#confirmed.add(eventId);
      this.#confirmedBy = since;
    } else if (since === undefined || since !== this.#confirmedBy) {
      this.#confirmed = new Set();
      this.#confirmedBy = since;
    }
    if (this.#confirmed.size > MEMBERS_REMEMBERED_MAX) this.#confirmed = new Set();
    this.#sent = new Set();
    this.#sentWith = undefined;
  }

  knows(eventId: string): boolean {
    return this.#confirmed.has(eventId);
  }

  /** A member event goes into the answer that is being made; one too many is forgotten, and so given again. */
  add(eventId: string): void {
    if (this.#sent.size < MEMBERS_REMEMBERED_MAX) this.#sent.add(eventId);
  }

  /** The answer is made and ends with this token. */
  finish(nextBatch: string): void {
    this.#sentWith = nextBatch;
  }
}

/** The memories of all connections, within limits; the least recently used ones are forgotten first. */
export class MemberMemories {
  readonly #memories = new LRUCache<string, MemberMemory>({
    max: MEMBER_MEMORIES_MAX,
    maxSize: MEMBERS_REMEMBERED_TOTAL_MAX,
    sizeCalculation: ({ size }) => Math.max(1, size),
  });

  /** @param connection names user, device and filter */
  of(connection: string): MemberMemory {
    let memory = this.#memories.get(connection);
    if (!memory) this.#memories.set(connection, (memory = new MemberMemory(connection)));
    return memory;
  }

  /** The answer for a memory's connection is made and ends with this token. */
  finish(memory: MemberMemory, nextBatch: string): void {
    memory.finish(nextBatch);
    // It may have been forgotten while the answer was made.
    if (this.#memories.peek(memory.connection) !== memory) return;
    // The cache counts only what it did not hold before.
    this.#memories.delete(memory.connection);
    this.#memories.set(memory.connection, memory);
  }
}

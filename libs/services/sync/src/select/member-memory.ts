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

/** The memories of all connections; the least recently used ones are forgotten first. */
export class MemberMemories {
  readonly #memories = new Map<string, MemberMemory>();
  /** Members of each memory kept, as last counted, and of all together. */
  readonly #counted = new Map<MemberMemory, number>();
  #total = 0;

  /** @param connection names user, device and filter */
  of(connection: string): MemberMemory {
    const memory = this.#memories.get(connection) ?? new MemberMemory();
    this.#memories.delete(connection);
    this.#memories.set(connection, memory);
    if (!this.#counted.has(memory)) this.#counted.set(memory, 0);
    if (this.#memories.size > MEMBER_MEMORIES_MAX) this.#forgetOldest();
    return memory;
  }

  /** The answer for a memory's connection is made and ends with this token. */
  finish(memory: MemberMemory, nextBatch: string): void {
    memory.finish(nextBatch);
    const counted = this.#counted.get(memory);
    // It may have been forgotten while the answer was made.
    if (counted === undefined) return;
    this.#total += memory.size - counted;
    this.#counted.set(memory, memory.size);
    while (this.#total > MEMBERS_REMEMBERED_TOTAL_MAX && this.#memories.size > 1) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const [oldest] = this.#memories;
    if (!oldest) return;
    const [connection, memory] = oldest;
    this.#memories.delete(connection);
    this.#total -= this.#counted.get(memory) ?? 0;
    this.#counted.delete(memory);
  }
}

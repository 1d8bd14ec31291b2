import { MEMBER_MEMORIES_MAX, MEMBERS_REMEMBERED_MAX } from '../sync.limits.js';

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

  /** A member event goes into the answer that is being made. */
  add(eventId: string): void {
    this.#sent.add(eventId);
  }

  /** The answer is made and ends with this token. */
  finish(nextBatch: string): void {
    this.#sentWith = nextBatch;
  }
}

/** The memories of all connections; the least recently used ones are forgotten first. */
export class MemberMemories {
  readonly #memories = new Map<string, MemberMemory>();

  /** @param connection names user, device and filter */
  of(connection: string): MemberMemory {
    const memory = this.#memories.get(connection) ?? new MemberMemory();
    this.#memories.delete(connection);
    this.#memories.set(connection, memory);
    if (this.#memories.size > MEMBER_MEMORIES_MAX) {
      for (const oldest of this.#memories.keys()) {
        this.#memories.delete(oldest);
        break;
      }
    }
    return memory;
  }
}

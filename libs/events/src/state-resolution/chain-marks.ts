import type { AuthChains } from './auth-chains.js';

/** Which events, from a number on, are among some events and their auth chains. */
export class ChainMarks {
  readonly #marks: Uint8Array;

  /** Goes no deeper than `oldest`, which is no larger than any of the events. */
  constructor(
    events: Iterable<number>,
    chains: AuthChains,
    readonly oldest: number,
  ) {
    this.#marks = new Uint8Array(chains.size - oldest);
    for (const event of events) this.#marks[event - oldest] = 1;
    for (let event = chains.size - 1; event > oldest; event -= 1) {
      if (this.has(event)) this.#markAuthEvents(event, chains);
    }
  }

  has(event: number): boolean {
    return event >= this.oldest && this.#marks[event - this.oldest] === 1;
  }

  #markAuthEvents(event: number, chains: AuthChains): void {
    for (let edge = chains.edgesStart(event); edge < chains.edgesEnd(event); edge += 1) {
      const authEvent = chains.authEventAt(edge);
      if (authEvent >= this.oldest) this.#marks[authEvent - this.oldest] = 1;
    }
  }
}

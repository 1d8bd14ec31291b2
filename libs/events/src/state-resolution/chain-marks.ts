import type { AuthChains } from './auth-chains.js';

/** Which events are among some events and their auth chains; tells it only of those not older than `oldest`. */
export class ChainMarks {
  readonly #marks: Uint8Array;

  /** `oldest` is the number of the event down to which the chains are followed. */
  constructor(
    events: Iterable<number>,
    chains: AuthChains,
    private readonly oldest: number,
  ) {
    this.#marks = new Uint8Array(chains.size);
    for (const event of events) this.#marks[event] = 1;
    for (let event = this.#before(chains.size); event >= oldest; event = this.#before(event)) {
      for (let edge = chains.edgesStart(event); edge < chains.edgesEnd(event); edge += 1) {
        this.#marks[chains.authEventAt(edge)] = 1;
      }
    }
  }

  has(event: number): boolean {
    return this.#marks[event] === 1;
  }

  /** The marked events, oldest first. */
  *oldestFirst(): Generator<number> {
    const marks = this.#marks;
    for (let event = marks.indexOf(1, this.oldest); event >= 0; event = marks.indexOf(1, event + 1)) yield event;
  }

  /** The newest marked event that is older than a given one, negative if there is none. */
  #before(event: number): number {
    return event === 0 ? -1 : this.#marks.lastIndexOf(1, event - 1);
  }
}

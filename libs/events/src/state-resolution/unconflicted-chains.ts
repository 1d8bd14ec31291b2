import type { Resolution } from './resolution.js';

const UNKNOWN = 0;
const NO = 1;
const YES = 2;

interface Visit {
  readonly event: number;
  /** The next citation to look at, negative if none is left. */
  edge: number;
}

/** Answers whether an event is unconflicted, or in the auth chain of any unconflicted event. */
export class UnconflictedChains {
  readonly #answers: Uint8Array;

  constructor(private readonly resolution: Resolution) {
    this.#answers = new Uint8Array(resolution.authChains.size);
  }

  /**
   * Goes from an event to those that cite it, newest first because they are the likeliest to be in the state, until
   * one is unconflicted. Throws `MissingNodeError` and `MissingEventsError`.
   */
  include(event: number): boolean {
    if (this.#answers[event] === UNKNOWN) this.#explore(event);
    return this.#answers[event] === YES;
  }

  #explore(event: number): void {
    if (this.#isUnconflicted(event)) {
      this.#answers[event] = YES;
      return;
    }
    const path = [this.#startVisit(event)];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      if (visit.edge < 0) {
        this.#answers[visit.event] = NO;
        path.pop();
      } else {
        this.#follow(visit, path);
      }
    }
  }

  #follow(visit: Visit, path: Visit[]): void {
    const { authChains } = this.resolution;
    const citing = authChains.citingAt(visit.edge);
    visit.edge = authChains.olderCitation(visit.edge);
    if (this.#answers[citing] === YES || this.#isUnconflicted(citing)) {
      for (const { event } of path.splice(0)) this.#answers[event] = YES;
    } else if (this.#answers[citing] === UNKNOWN) path.push(this.#startVisit(citing));
  }

  #startVisit(event: number): Visit {
    return { event, edge: this.resolution.authChains.newestCitation(event) };
  }

  #isUnconflicted(event: number): boolean {
    const slot = this.resolution.slotOf(event);
    if (slot === undefined) return false;
    return this.resolution.states.unconflicted.get(slot) === this.resolution.authChains.eventIdOf(event);
  }
}

import type { StateSlot } from '../content/state-slot.js';
import { IntList } from './int-list.js';
import { MissingEventsError } from './missing-events-error.js';

/** No edge: the end of a list of citations. */
const NONE = -1;

/**
 * The graph that the auth events of one room's state events form, as numbers in flat arrays. An event's number is
 * larger than those of its auth events, so there are no cycles, and whatever asks for auth chains runs through numbers
 * downwards or upwards once; docs/architecture/state-resolution.md says what that costs and how to store it.
 */
export class AuthChains {
  readonly #numbers = new Map<string, number>();
  readonly #eventIds: string[] = [];
  readonly #slots: (StateSlot | undefined)[] = [];
  /** By event: the edge after its last one; its first one is where the event before it ends. */
  readonly #edgesEnd = new IntList();
  /** By edge: the auth event. */
  readonly #authEvents = new IntList();
  /** By edge: the event that cites the auth event. */
  readonly #citing = new IntList();
  /** By event: the newest edge that cites it. */
  readonly #newestCitation = new IntList();
  /** By edge: the next older edge that cites the same auth event. */
  readonly #olderCitation = new IntList();

  /** How many events there are; they have the numbers below it. */
  get size(): number {
    return this.#eventIds.length;
  }

  /**
   * Adds a state event after its auth events; nothing happens if it is there. With its slot, resolutions need not load
   * events only to learn which are power levels. Throws `MissingEventsError` for auth events that were not added.
   */
  add(eventId: string, authEventIds: readonly string[], slot?: StateSlot): void {
    if (this.#numbers.has(eventId)) return;
    const authEvents = this.numbersOf(authEventIds);
    const number = this.#eventIds.push(eventId) - 1;
    this.#numbers.set(eventId, number);
    this.#slots.push(slot);
    this.#newestCitation.push(NONE);
    for (const authEvent of authEvents) this.#addEdge(number, authEvent);
    this.#edgesEnd.push(this.#authEvents.length);
  }

  has(eventId: string): boolean {
    return this.#numbers.has(eventId);
  }

  /** The events' numbers. Throws `MissingEventsError` for those that were not added. */
  numbersOf(eventIds: readonly string[]): number[] {
    const numbers: number[] = [];
    const missing: string[] = [];
    for (const eventId of eventIds) {
      const number = this.#numbers.get(eventId);
      if (number === undefined) missing.push(eventId);
      else numbers.push(number);
    }
    const [first, ...more] = missing;
    if (first !== undefined) throw new MissingEventsError([first, ...more]);
    return numbers;
  }

  eventIdOf(number: number): string {
    return this.#eventIds[number]!;
  }

  /** The slot as it was given to `add`. */
  slotOf(number: number): StateSlot | undefined {
    return this.#slots[number];
  }

  /** The first of an event's edges to its auth events; they are numbered without gaps up to `edgesEnd`. */
  edgesStart(number: number): number {
    return number === 0 ? 0 : this.#edgesEnd.at(number - 1);
  }

  edgesEnd(number: number): number {
    return this.#edgesEnd.at(number);
  }

  /** The auth event that an edge leads to. */
  authEventAt(edge: number): number {
    return this.#authEvents.at(edge);
  }

  /** The newest edge that cites an event as auth event; negative if there is none. */
  newestCitation(number: number): number {
    return this.#newestCitation.at(number);
  }

  /** The edge before a given one that cites the same auth event; negative if there is none. */
  olderCitation(edge: number): number {
    return this.#olderCitation.at(edge);
  }

  /** The event that an edge belongs to. */
  citingAt(edge: number): number {
    return this.#citing.at(edge);
  }

  #addEdge(citing: number, authEvent: number): void {
    const edge = this.#authEvents.length;
    this.#authEvents.push(authEvent);
    this.#citing.push(citing);
    this.#olderCitation.push(this.#newestCitation.at(authEvent));
    this.#newestCitation.set(authEvent, edge);
  }
}

import { prevEventIdsOf } from '@chappe/events';
import type { SimulatedServer } from '../server/simulated-server.js';

/** A client that follows a server's timeline from the position it has reached, across crashes. */
export class Reader {
  readonly #read: string[] = [];
  readonly #positions = new Map<string, number>();
  readonly problems: string[] = [];

  constructor(readonly server: SimulatedServer) {}

  /** Reads on, and checks that nothing read before has changed. */
  read(): void {
    const { timeline } = this.server.store;
    const changed = this.#read.findIndex((eventId, position) => timeline[position] !== eventId);
    if (changed >= 0) this.problems.push(`position ${changed} changed after it was read`);
    for (const eventId of timeline.slice(this.#read.length)) this.#see(eventId);
  }

  #see(eventId: string): void {
    const position = this.#read.push(eventId) - 1;
    if (this.#positions.has(eventId)) this.problems.push(`${eventId} was delivered twice`);
    this.#positions.set(eventId, position);
    const event = this.server.store.events.get(eventId);
    if (event === undefined) this.problems.push(`${eventId} was delivered and is not stored`);
    else if (event.rejectedBy !== undefined || event.softFailed) {
      this.problems.push(`${eventId} was delivered although it is rejected or soft-failed`);
    }
  }

  /** Adds events that were delivered before an event that they follow. Call it at the end. */
  checkOrder(): void {
    for (const [eventId, position] of this.#positions) {
      for (const prevEventId of prevEventIdsOf(this.server.store.events.get(eventId)?.pdu ?? { prev_events: [] })) {
        if ((this.#positions.get(prevEventId) ?? -1) > position) {
          this.problems.push(`${eventId} was delivered before its prev event ${prevEventId}`);
        }
      }
    }
  }
}

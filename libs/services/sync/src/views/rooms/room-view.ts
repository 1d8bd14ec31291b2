import type { ErasureEntry, Receipt, ReceiptEntry, RoomEventEntry } from '@chappe/contracts';
import type { RoomVersionRules } from '@chappe/events';
import { RoomEvent } from './room-event.js';
import type { LatestChanges } from '../log/latest-changes.js';
import { slotOf, type RoomState } from './room-state.js';
import type { Timeline } from './timeline.js';

/** What a view is made of. */
export interface RoomViewParts {
  readonly rules: RoomVersionRules;
  readonly state: RoomState;
  readonly timeline: Timeline;
  readonly receipts: LatestChanges<Receipt>;
}

const RECEIPT_BYTES = 300;

/**
 * A room in memory: current state, newest events, receipts, exact at `position` of the room's partition. An answer is
 * made for an earlier position as well: what came later is taken back through the timeline.
 */
export class RoomView {
  readonly rules: RoomVersionRules;
  readonly state: RoomState;
  readonly timeline: Timeline;
  readonly receipts: LatestChanges<Receipt>;
  #stateBytes = 0;

  constructor(
    parts: RoomViewParts,
    public position: number,
  ) {
    this.rules = parts.rules;
    this.state = parts.state;
    this.timeline = parts.timeline;
    this.receipts = parts.receipts;
    for (const event of parts.state.events()) this.#stateBytes += event.bytes;
  }

  /** Bytes of memory, roughly. */
  get bytes(): number {
    return this.#stateBytes + this.timeline.bytes + this.receipts.size * RECEIPT_BYTES;
  }

  /** Position of the newest event or receipt. */
  get newestPosition(): number {
    return Math.max(this.timeline.events.at(-1)?.position ?? this.timeline.floor, this.receipts.newestPosition);
  }

  /** Takes in an event of the log; one that the view holds already changes nothing. */
  applyEvent(entry: RoomEventEntry, position: number): void {
    if (position <= this.position) return;
    const event = RoomEvent.ofEntry(entry, position);
    if (event.stateKey !== undefined) {
      event.previous = this.state.set(event);
      this.#stateBytes += event.bytes - (event.previous?.bytes ?? 0);
    }
    this.timeline.push(event);
    if (entry.redactedEventId !== '') this.#redact(entry.redactedEventId, event);
    this.position = position;
  }

  /** Takes in a receipt of the log. */
  applyReceipt(entry: ReceiptEntry, position: number): void {
    if (position <= this.position) return;
    this.receipts.set({ ...entry, position });
    this.position = position;
  }

  /** Takes in an erasure of the log: whoever comes later shall get redacted copies. */
  applyErasure({ userId, erasedAt }: ErasureEntry, position: number): void {
    if (position <= this.position) return;
    for (const event of this.#held()) event.erase(userId, erasedAt);
    this.receipts.remove((receipt) => receipt.userId === userId);
    this.position = position;
  }

  /**
   * The state after the last event at or before a position.
   * @param position not before `timeline.floor`
   * @param members only these users' member events; absent: all
   */
  stateAt(position: number, members?: ReadonlySet<string>): RoomEvent[] {
    const changed = this.#slotsChangedAfter(position);
    const events: RoomEvent[] = [];
    for (const event of members ? this.state.others() : this.state.events()) {
      const slot = changed.size === 0 ? '' : slotOf(event);
      const before = changed.has(slot) ? changed.get(slot) : event;
      if (before) events.push(before);
    }
    for (const userId of members ?? []) {
      const member = this.slotAt('m.room.member', userId, position);
      if (member) events.push(member);
    }
    return events;
  }

  /**
   * One slot of the state after the last event at or before a position.
   * @param position not before `timeline.floor`; an earlier one gives the state at `floor`
   */
  slotAt(type: string, stateKey: string, position: number): RoomEvent | undefined {
    let current = this.state.get(type, stateKey);
    const { events } = this.timeline;
    for (let i = events.length - 1; i >= 0 && current && current.position > position; i--) {
      const event = events[i];
      if (event === undefined || event.position <= position) break;
      if (event.stateKey === stateKey && event.type === type) current = event.previous;
    }
    return current;
  }

  /** Slots changed after a position, with what stood there at the position. */
  #slotsChangedAfter(position: number): Map<string, RoomEvent | undefined> {
    const changed = new Map<string, RoomEvent | undefined>();
    const { events } = this.timeline;
    for (let i = events.length - 1; i >= 0; i--) {
      const event = events[i];
      if (!event || event.position <= position) break;
      if (event.stateKey !== undefined) changed.set(slotOf(event), event.previous);
    }
    return changed;
  }

  /**
   * A redaction took effect: neither the target nor what replaced it or was redacted by it may show the content any
   * more. An event that is met twice is redacted twice, which changes nothing.
   */
  #redact(eventId: string, redaction: RoomEvent): void {
    for (const event of this.#held()) {
      if (event.eventId === eventId) event.redact(redaction, this.rules);
      if (event.replaced?.eventId === eventId) event.redactReplaced(this.rules);
      if (event.redaction?.eventId === eventId) event.redactRedaction(this.rules);
    }
  }

  /** Every event that an answer may show, some of them twice. */
  *#held(): Iterable<RoomEvent> {
    for (const event of this.timeline.events) {
      yield event;
      if (event.previous) yield event.previous;
    }
    yield* this.state.events();
  }
}

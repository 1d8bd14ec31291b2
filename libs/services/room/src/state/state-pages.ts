import { Injectable } from '@nestjs/common';
import type { StoredEvent } from '@chappe/contracts';
import { EMPTY_STATE, type NodeHash, type StateEntry, type StateSlot } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import type { RoomKey } from '../partitions/partitions.js';
import {
  EVENT_ENVELOPE_BYTES,
  STATE_MESSAGE_BYTES_MAX,
  STATE_PAGE_BYTES_MAX,
  STATE_PAGE_ENTRIES,
  STATE_PAGE_SCANS_MAX,
} from '../room.limits.js';
import type { TimelineEvent } from '../timeline/timeline-event.js';
import { ReaderEvents } from '../timeline/reader-events.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import { toStoredEvent } from '../timeline/to-stored-event.js';
import { StateMaps } from './state-maps.js';
import type { StatePart } from './state-part.js';

/** State events under one root that are not under another one. Both never change, so pages of them fit together. */
export interface StateRange {
  /** Default: the empty state. */
  readonly from?: NodeHash;
  readonly to: NodeHash;
  /** Absent: all of it. */
  readonly part?: StatePart | undefined;
  /** Whether an event that was redacted tells by which one. Default: no. */
  readonly showsRedaction?: boolean;
  /** User ID for whom it is; absent: for the sync service, which knows the readers. */
  readonly reader?: string | undefined;
}

export interface StatePage {
  readonly events: StoredEvent[];
  /** Where the next page begins; empty: there is none. */
  readonly next: string;
}

/** The state of rooms in pages of so many bytes: what a room holds never has to be in memory at once. */
@Injectable()
export class StatePages {
  constructor(
    private readonly maps: StateMaps,
    private readonly timeline: TimelineStore,
    private readonly readerEvents: ReaderEvents,
  ) {}

  /**
   * @param after `next` of the page before; empty: the first page
   * @param bytes of JSON, which the last event may exceed; 0: as many as a page may have
   * @throws MatrixError M_INVALID_PARAM for an `after` that no page ended with
   */
  async page(room: RoomKey, range: StateRange, { after, bytes }: { after: string; bytes: number }): Promise<StatePage> {
    const { entries, bound } = await this.#scan(room, range, after);
    const eventIds = entries.map(({ eventId }) => eventId);
    const read = await this.timeline.ofState(room, eventIds, {
      bytes: Math.min(bytes || STATE_PAGE_BYTES_MAX, STATE_PAGE_BYTES_MAX),
      withRedactions: range.showsRedaction === true,
    });
    const last = eventIds.lastIndexOf(read.at(-1)?.eventId ?? '');
    if (last < 0 && entries.length > 0) throw new Error(`state events of ${room.roomId} are not stored`);
    const events = await this.#given(room, range, read);
    return { events, next: cursorOf(last + 1 < entries.length ? entries[last]?.slot : bound) };
  }

  async #given(room: RoomKey, range: StateRange, read: readonly TimelineEvent[]): Promise<StoredEvent[]> {
    const { hasEvent = () => true } = range.part ?? {};
    const showsRedaction = range.showsRedaction === true;
    const wanted = read.filter(hasEvent).map((event) => ({ event, showsRedaction }));
    if (range.reader !== undefined) return this.readerEvents.of({ room, userId: range.reader }, wanted);
    return wanted.map((each) => toStoredEvent(each.event, each));
  }

  /**
   * All of it at once, for callers of an earlier release that do not ask for pages.
   * @throws MatrixError M_TOO_LARGE beyond {@link STATE_MESSAGE_BYTES_MAX}
   */
  async whole(room: RoomKey, range: StateRange): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    let bytes = 0;
    for (let after: string | undefined = ''; after !== undefined;) {
      const page: StatePage = await this.page(room, range, { after, bytes: 0 });
      for (const event of page.events) {
        bytes += bytesOf(event);
        if (bytes > STATE_MESSAGE_BYTES_MAX) throw MatrixError.tooLarge('The state is too large for one answer');
        events.push(event);
      }
      after = page.next === '' ? undefined : page.next;
    }
    return events;
  }

  /** The events in some slots of a state, in the order of the slots; those of empty slots are absent. */
  async slotsAt(room: RoomKey, root: NodeHash, slots: readonly StateSlot[]): Promise<TimelineEvent[]> {
    const eventIds: string[] = [];
    for (const slot of slots) {
      const eventId = await this.maps.lookUp(room, root, slot);
      if (eventId !== undefined) eventIds.push(eventId);
    }
    const events = new Map(
      (await this.timeline.byIds(room, eventIds)).map((event) => [event.eventId as string, event]),
    );
    return eventIds.flatMap((eventId) => events.get(eventId) ?? []);
  }

  /** The next entries that are wanted; `bound`: where to go on behind them, undefined at the end. */
  async #scan(
    room: RoomKey,
    { from = EMPTY_STATE, to, part }: StateRange,
    after: string,
  ): Promise<{ entries: StateEntry[]; bound: StateSlot | undefined }> {
    const { hasSlot = () => true } = part ?? {};
    const entries: StateEntry[] = [];
    let bound = slotOf(after);
    for (let scans = 0; scans < STATE_PAGE_SCANS_MAX && entries.length < STATE_PAGE_ENTRIES; scans++) {
      const scanned = await this.maps.page(room, { from, to, after: bound, limit: STATE_PAGE_ENTRIES });
      for (const entry of scanned) if (hasSlot(entry.slot)) entries.push(entry);
      bound = scanned.at(-1)?.slot;
      if (scanned.length < STATE_PAGE_ENTRIES) return { entries, bound: undefined };
    }
    return { entries, bound };
  }
}

/** What an event takes in a message, its envelope included. */
function bytesOf({ pdu, replacedContent, redactionPdu }: StoredEvent): number {
  return EVENT_ENVELOPE_BYTES + pdu.length + replacedContent.length + redactionPdu.length;
}

function cursorOf(slot: StateSlot | undefined): string {
  return slot ? `${slot.type.length}:${slot.type}${slot.stateKey}` : '';
}

function slotOf(cursor: string): StateSlot | undefined {
  if (cursor === '') return undefined;
  const [, length, names = ''] = /^(\d{1,5}):(.*)$/s.exec(cursor) ?? [];
  if (length === undefined) throw MatrixError.invalidParam('after is not where a page ended');
  return { type: names.slice(0, Number(length)), stateKey: names.slice(Number(length)) };
}

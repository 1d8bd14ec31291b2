import { Injectable } from '@nestjs/common';
import { fieldOf, matchesEventFilter, type RoomEventFilter } from '@chappe/events';
import { MESSAGES_SCANNED_MAX, TIMELINE_BYTES_MAX } from '../room.limits.js';
import type { RoomKey } from '../partitions/partitions.js';
import type { TimelineEvent } from '../timeline/timeline-event.js';
import { pointAfter, pointBefore, type Point } from '../timeline/timeline-point.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import type { Reader } from '../visibility/reader.js';
import { Visibility, type JudgedEvent } from '../visibility/visibility.js';

/** Events read at a time: enough for a usual answer, and more when a filter leaves most of them out. */
const PAGE_EVENTS = { least: 20, filtered: 200, most: 500 };

/** What to look for, and where. */
export interface Scan {
  /** Exclusive. */
  readonly after: Point;
  /** Inclusive. */
  readonly upTo: Point;
  /** From `upTo` down. */
  readonly newestFirst: boolean;
  readonly limit: number;
  readonly filter: RoomEventFilter;
}

export interface Scanned {
  /** Visible events that the filter includes, in the order of the scan. */
  readonly events: JudgedEvent[];
  /** Where the next scan continues. */
  readonly reached: Point;
  /** Nothing is left in this direction that the reader may see. */
  readonly isExhausted: boolean;
  /** Events that were looked at and are not among these. */
  readonly passed: number;
}

/** Goes through a room's history in topological order and keeps what a reader may and wants to see. */
@Injectable()
export class HistoryScan {
  constructor(
    private readonly timeline: TimelineStore,
    private readonly visibility: Visibility,
  ) {}

  /** Looks at {@link MESSAGES_SCANNED_MAX} events at most, and gives {@link TIMELINE_BYTES_MAX} of them, about. */
  async run(reader: Reader, scan: Scan): Promise<Scanned> {
    const events: JudgedEvent[] = [];
    const pageEvents = pageSizeOf(scan);
    let rest = scan;
    let bytes = 0;
    let passed = 0;
    for (let looked = 0; looked < MESSAGES_SCANNED_MAX && rest.limit > 0; looked += pageEvents) {
      const page = await this.#page(reader, rest, pageEvents);
      events.push(...page.events);
      rest = restOf(rest, page);
      passed += page.passed;
      if (page.isExhausted) return { events, reached: startOf(rest), isExhausted: true, passed };
      for (const { event } of page.events) bytes += event.json.length;
      if (page.isCut || bytes >= TIMELINE_BYTES_MAX) break;
    }
    return { events, reached: startOf(rest), isExhausted: false, passed };
  }

  async #page(reader: Reader, scan: Scan, pageEvents: number): Promise<Scanned & { readonly isCut: boolean }> {
    const { events: page, isCut } = await this.timeline.stretch(reader.room, { ...scan, limit: pageEvents });
    const judged = await this.#judge(reader, page, scan.newestFirst);
    const found = judged.filter((one) => one.isVisible && isIncluded(scan.filter, reader.room, one.event));
    const events = found.slice(0, scan.limit);
    const last = events.length === scan.limit ? events.at(-1)?.event : page.at(-1);
    const reached = last && (scan.newestFirst ? pointBefore(last) : pointAfter(last));
    const isExhausted = page.length < pageEvents && !isCut && events.length === found.length;
    const passed = page.length - found.length;
    return { events, reached: reached ?? startOf(scan), isExhausted, isCut, passed };
  }

  /** The judgement wants ascending runs. */
  async #judge(reader: Reader, page: readonly TimelineEvent[], newestFirst: boolean): Promise<JudgedEvent[]> {
    if (!newestFirst) return this.visibility.judge(reader, page);
    return (await this.visibility.judge(reader, page.toReversed())).reverse();
  }
}

function startOf({ newestFirst, after, upTo }: Scan): Point {
  return newestFirst ? upTo : after;
}

function restOf(scan: Scan, { events, reached }: Scanned): Scan {
  const range = scan.newestFirst ? { upTo: reached } : { after: reached };
  return { ...scan, ...range, limit: scan.limit - events.length };
}

function pageSizeOf({ limit, filter }: Scan): number {
  const isSelective = Object.keys(filter).some((name) => name !== 'limit' && name !== 'lazy_load_members');
  const least = isSelective ? PAGE_EVENTS.filtered : PAGE_EVENTS.least;
  return Math.min(PAGE_EVENTS.most, Math.max(least, limit + 1));
}

function isIncluded(filter: RoomEventFilter, key: RoomKey, { pdu }: TimelineEvent): boolean {
  const hasUrl = fieldOf(pdu.content, 'url') !== undefined;
  return matchesEventFilter(filter, { type: pdu.type, sender: pdu.sender, roomId: key.roomId, hasUrl });
}

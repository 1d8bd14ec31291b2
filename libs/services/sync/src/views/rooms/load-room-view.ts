import { roomVersionRules } from '@chappe/events';
import type { ReadRoomResponse, Receipt, StoredEvent } from '@chappe/contracts';
import { TimeSlice, type Clock } from '@chappe/runtime';
import type { RoomService } from './room-service.js';
import { RoomEvent } from './room-event.js';
import { LatestChanges } from '../log/latest-changes.js';
import { RoomState, slotOf } from './room-state.js';
import { RoomView } from './room-view.js';
import { stateDelta, statePages } from './state-pages.js';
import { Timeline } from './timeline.js';
import { STATE_EVENTS_PER_SLICE, VIEW_TIMELINE_LOADED } from '../../sync.limits.js';

/**
 * Reads a room as it is now. The answer is exact at its `position`; large states are taken in pages and slices, so that
 * the event loop is never held up.
 * @param take told what its state will take in memory; what it throws ends the loading
 */
export async function loadRoomView(
  roomId: string,
  { room, clock }: { readonly room: RoomService; readonly clock: Clock },
  take: (bytes: number) => void,
): Promise<RoomView> {
  const read = await room.readRoom({ roomId, timelineLimit: VIEW_TIMELINE_LOADED, stateInPages: true });
  const rules = roomVersionRules(read.roomVersion);
  if (!rules) throw new Error(`room ${roomId} has the unknown version ${read.roomVersion}`);
  const events = read.timeline.map((stored) => RoomEvent.ofStored(stored));
  const known = new Map(events.map((event) => [event.eventId, event]));
  const pages = statePages(room, { roomId, root: read.stateRoot }, take);
  const state = await stateOf(pages, known, clock);
  await linkPrevious(events, (position) =>
    stateDelta(room, { roomId, fromPosition: read.position, toPosition: position }),
  );
  const timeline = new Timeline(events, floorOf(read));
  return new RoomView(
    { rules, state, timeline, receipts: new LatestChanges(receiptKey, read.receipts) },
    read.position,
  );
}

function floorOf(read: ReadRoomResponse): number {
  if (read.timelineComplete) return 0;
  const [oldest] = read.timeline;
  return oldest ? oldest.position - 1 : read.position;
}

/** Events of the timeline and of the state are the same objects, so that a redaction reaches both. */
async function stateOf(
  pages: AsyncIterable<readonly StoredEvent[]>,
  known: Map<string, RoomEvent>,
  clock: Clock,
): Promise<RoomState> {
  const state = new RoomState();
  const slice = new TimeSlice(clock, { stepsMax: STATE_EVENTS_PER_SLICE });
  for await (const page of pages) {
    for (const event of page) {
      if (slice.isOver) await slice.giveTurn();
      slice.count();
      state.set(known.get(event.eventId) ?? RoomEvent.ofStored(event));
    }
  }
  return state;
}

/**
 * Links each state event of the timeline with what stood in its slot before. What stood there before the timeline is
 * read as the difference from now back to the timeline's start.
 * @param wayBack the slots changed after a position, with what stood there at the position
 */
async function linkPrevious(
  events: readonly RoomEvent[],
  wayBack: (position: number) => Promise<readonly StoredEvent[]>,
): Promise<void> {
  const [oldest] = events;
  if (!oldest) return;
  const before = new Map<string, RoomEvent>();
  if (needsOlderState(events)) {
    for (const stored of await wayBack(oldest.position - 1)) {
      const event = RoomEvent.ofStored(stored);
      before.set(slotOf(event), event);
    }
  }
  for (const event of events) {
    if (event.stateKey === undefined) continue;
    const slot = slotOf(event);
    event.previous = before.get(slot);
    before.set(slot, event);
  }
}

function needsOlderState(events: readonly RoomEvent[]): boolean {
  const seen = new Set<string>();
  return events.some((event) => {
    if (event.stateKey === undefined) return false;
    const isFirst = !seen.has(slotOf(event));
    seen.add(slotOf(event));
    return isFirst && event.replaced !== undefined;
  });
}

/** One receipt per user, type and thread (Client-Server API, "Receipts"). */
function receiptKey(receipt: Receipt): string {
  return `${receipt.userId} ${receipt.receiptType} ${receipt.threadId}`;
}

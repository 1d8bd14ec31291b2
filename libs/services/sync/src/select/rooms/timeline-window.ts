import { TIMELINE_PAGES_MAX } from '../../sync.limits.js';
import type { RoomEvent } from '../../views/rooms/room-event.js';
import { slotOf } from '../../views/rooms/room-state.js';
import type { TimelineEvent } from './given-event.js';
import type { PositionRange, RoomHistory } from './room-history.js';
import { VisibilityWalk, type WalkStart } from './visibility-walk.js';

/** An event of the window, with all that selecting looks at. */
export interface ShownEvent extends TimelineEvent {
  readonly event: RoomEvent;
}

/** The newest events of a range that a user gets to see. */
export interface TimelineWindow {
  /** Oldest first. */
  readonly shown: readonly ShownEvent[];
  /** The range may hold more that the user may see. */
  readonly limited: boolean;
  /** Every event of the range after this position was looked at. */
  readonly bottom: number;
  /** State events that were looked at and are not shown, oldest first. */
  readonly hiddenState: readonly RoomEvent[];
}

/** Which events of a range are asked for. */
export interface WindowRequest {
  readonly range: PositionRange;
  readonly start: WalkStart;
  readonly limit: number;
  /** The filter and the ignored users. */
  readonly isAllowed: (event: RoomEvent) => boolean;
  /** Shown in any case: the member event by which the user left. */
  readonly ownLeave?: number | undefined;
  /** The client changes its state by the timeline. */
  readonly isStateSource: boolean;
}

/** Picks the timeline of one room; pages behind the view only when the view does not fill it. */
export async function timelineWindow(history: RoomHistory, request: WindowRequest): Promise<TimelineWindow> {
  const window = await walkBack(history, request);
  return request.isStateSource ? withoutStaleState(window) : window;
}

async function walkBack(history: RoomHistory, request: WindowRequest): Promise<TimelineWindow> {
  const walk = new WindowWalk(request);
  const { timeline } = history.view;
  walk.take(timeline.events, Math.min(timeline.floor, request.range.upTo));
  let { after } = request.range;
  for (let pages = 0; walk.bottom > after && !walk.isFull; pages++) {
    if (walk.shownCount >= request.limit || pages >= TIMELINE_PAGES_MAX) return walk.result(true);
    const page = await history.page({ after, upTo: walk.bottom });
    walk.take(page.events, page.hasMore ? (page.events[0]?.position ?? after + 1) - 1 : after);
  }
  return walk.result(walk.isFull);
}

/**
 * A client that takes its state from `state` and then from the timeline would be left with an outdated event where a
 * shown state event was replaced by one that it may not see or did not ask for. Such a timeline begins later: the
 * event goes into the gap, and what replaced it into `state`.
 */
function withoutStaleState(window: TimelineWindow): TimelineWindow {
  if (window.hiddenState.length === 0) return window;
  const hidden = new Map(window.hiddenState.map((event) => [slotOf(event), event.position]));
  const stale = window.shown.findLastIndex(
    ({ event }) => event.stateKey !== undefined && (hidden.get(slotOf(event)) ?? 0) > event.position,
  );
  if (stale < 0) return window;
  const bottom = window.shown[stale]?.event.position ?? window.bottom;
  return {
    shown: window.shown.slice(stale + 1),
    hiddenState: window.hiddenState.filter((event) => event.position > bottom),
    limited: true,
    bottom,
  };
}

class WindowWalk {
  /** Newest first. */
  readonly #shown: ShownEvent[] = [];
  readonly #hiddenState: RoomEvent[] = [];
  readonly #visibility: VisibilityWalk;
  bottom: number;
  /** One more event than asked for was found. */
  isFull = false;

  constructor(private readonly request: WindowRequest) {
    this.bottom = request.range.upTo;
    this.#visibility = new VisibilityWalk(request.start);
  }

  get shownCount(): number {
    return this.#shown.length;
  }

  /**
   * Looks at events from the newest back to the range's start.
   * @param events oldest first, without gap after `floor`
   */
  take(events: readonly RoomEvent[], floor: number): void {
    const { range } = this.request;
    for (let i = events.length - 1; i >= 0 && !this.isFull; i--) {
      const event = events[i];
      if (!event || event.position <= range.after) break;
      if (event.position <= range.upTo) this.#look(event);
    }
    if (!this.isFull) this.bottom = Math.max(floor, range.after);
  }

  result(limited: boolean): TimelineWindow {
    return {
      shown: this.#shown.reverse(),
      hiddenState: this.#hiddenState.reverse(),
      limited,
      bottom: this.bottom,
    };
  }

  #look(event: RoomEvent): void {
    const sight = this.#visibility.step(event);
    const isShown = (sight.isVisible || event.position === this.request.ownLeave) && this.request.isAllowed(event);
    if (isShown && this.#shown.length >= this.request.limit) {
      this.isFull = true;
      this.bottom = event.position;
    } else if (isShown) {
      this.#shown.push({ event, membership: sight.membership, isOpen: sight.isOpen });
    } else if (event.stateKey !== undefined) {
      this.#hiddenState.push(event);
    }
  }
}

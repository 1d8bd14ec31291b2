import type { RoomEvent } from '../../views/rooms/room-event.js';
import { slotOf } from '../../views/rooms/room-state.js';
import type { Selection } from '../selection.js';
import type { MemberMemory } from '../member-memory.js';
import type { PositionRange, RoomHistory } from './room-history.js';
import type { TimelineWindow } from './timeline-window.js';

/** What the state of one room is chosen by. */
export interface StateRequest {
  readonly history: RoomHistory;
  readonly range: PositionRange;
  readonly window: TimelineWindow;
  /** All state, not what changed. */
  readonly isWhole: boolean;
  /** Members that a lazy-loading client needs besides the senders of the timeline. */
  readonly otherMembers: readonly string[];
}

/**
 * The state events of one room, filtered: at the start of the timeline, or at its end for clients that asked for that
 * (Client-Server API, `/sync`, `state` and `state_after`).
 */
export async function selectState(selection: Selection, request: StateRequest): Promise<RoomEvent[]> {
  const { filter, stateAfter } = selection.question;
  const members = filter.lazyLoadMembers ? neededMembers(request) : undefined;
  const events = request.isWhole
    ? await wholeState(request, stateAfter, members)
    : await changedState(request, stateAfter, { members, memory: selection.memory });
  const allowed = events.filter((event) => filter.allowsState(event, request.history.roomId));
  remember(selection, allowed, request.window);
  return allowed;
}

/** Senders of the timeline and who else is asked for. */
function neededMembers({ window, otherMembers }: StateRequest): ReadonlySet<string> {
  const needed = new Set(otherMembers);
  for (const { event } of window.shown) needed.add(event.sender);
  return needed;
}

/**
 * The first event that is shown begins the timeline; without one the timeline begins and ends at the end of the
 * range.
 */
function timelineStart({ window, range }: StateRequest): number {
  const [first] = window.shown;
  return first ? Math.min(first.event.position - 1, range.upTo) : range.upTo;
}

async function wholeState(
  request: StateRequest,
  isAfter: boolean,
  members: ReadonlySet<string> | undefined,
): Promise<RoomEvent[]> {
  const start = isAfter ? request.range.upTo : timelineStart(request);
  const state = await request.history.stateAt(start, members);
  if (isAfter) return state;
  // What the filter or history visibility keeps out of the timeline still changes the client's state.
  const unseen = request.window.hiddenState.filter((event) => event.position > start && isKept(event, members));
  return unseen.length === 0 ? state : latestPerSlot([...state, ...unseen]);
}

function isKept(event: RoomEvent, members: ReadonlySet<string> | undefined): boolean {
  return event.membership === undefined || members === undefined || members.has(event.stateKey ?? '');
}

async function changedState(
  request: StateRequest,
  isAfter: boolean,
  lazy: { readonly members: ReadonlySet<string> | undefined; readonly memory: MemberMemory | undefined },
): Promise<RoomEvent[]> {
  const { history, range, window } = request;
  const gap = await history.changes({ after: range.after, upTo: Math.min(window.bottom, range.upTo) });
  const changed = isAfter
    ? latestPerSlot([...gap, ...stateLookedAt(window)])
    : latestPerSlot([...gap, ...window.hiddenState]);
  if (!lazy.members) return changed;
  const at = isAfter ? range.upTo : timelineStart(request);
  return [...changed, ...(await missingMembers(request, { changed, at, ...lazy, members: lazy.members }))];
}

/** Member events that the client needs and, as far as is remembered here, has not got. */
async function missingMembers(
  { history }: StateRequest,
  {
    changed,
    at,
    members,
    memory,
  }: {
    readonly changed: readonly RoomEvent[];
    readonly at: number;
    readonly members: ReadonlySet<string>;
    readonly memory: MemberMemory | undefined;
  },
): Promise<RoomEvent[]> {
  const given = new Set(changed.map((event) => (event.membership === undefined ? undefined : event.stateKey)));
  const missing: RoomEvent[] = [];
  for (const userId of members) {
    if (given.has(userId)) continue;
    const member = await history.slotAt('m.room.member', userId, at);
    if (member && !memory?.knows(member.eventId)) missing.push(member);
  }
  return missing;
}

/** All state events of the window, oldest first. */
function stateLookedAt(window: TimelineWindow): RoomEvent[] {
  const shown = window.shown.map((one) => one.event).filter((event) => event.stateKey !== undefined);
  if (window.hiddenState.length === 0) return shown;
  return [...shown, ...window.hiddenState].toSorted((a, b) => a.position - b.position);
}

function latestPerSlot(events: readonly RoomEvent[]): RoomEvent[] {
  if (events.length < 2) return [...events];
  const latest = new Map<string, RoomEvent>();
  for (const event of events) latest.set(slotOf(event), event);
  return [...latest.values()];
}

function remember({ memory }: Selection, state: readonly RoomEvent[], window: TimelineWindow): void {
  if (!memory) return;
  for (const event of state) if (event.membership !== undefined) memory.add(event.eventId);
  for (const { event } of window.shown) if (event.membership !== undefined) memory.add(event.eventId);
}

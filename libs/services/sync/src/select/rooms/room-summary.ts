import { NAMING_FIELDS, type RoomEvent } from '../../views/rooms/room-event.js';
import type { RoomState } from '../../views/rooms/room-state.js';
import { HEROES } from '../../sync.limits.js';

/** What a client names and describes a joined room by (Client-Server API, `RoomSummary`). */
export interface RoomSummary {
  /** User IDs; undefined for a room that is named by its name or alias. */
  readonly heroes: readonly string[] | undefined;
  readonly joinedCount: number;
  readonly invitedCount: number;
}

/** The summary of a room as it is now, for one of its members. */
export function roomSummary(state: RoomState, userId: string): RoomSummary {
  const { joinedCount, invitedCount } = state;
  return { heroes: isNamed(state) ? undefined : heroesOf(state, userId), joinedCount, invitedCount };
}

/** Whether an event may change the summary: a new display name, say, does not. */
export function isSummaryNews(event: RoomEvent): boolean {
  if (event.membership !== undefined) return event.membership !== event.membershipBefore;
  return NAMING_FIELDS.has(event.type) || event.type === 'm.room.redaction';
}

function isNamed(state: RoomState): boolean {
  for (const type of NAMING_FIELDS.keys()) if (state.get(type, '')?.givesName) return true;
  return false;
}

/** Whom a room is named after: the first joined or invited members, else those who left. */
function heroesOf(state: RoomState, userId: string): string[] {
  const others = state.earliestMembers.filter((event) => event.stateKey !== userId);
  const present = others.filter(isPresent);
  return (present.length > 0 ? present : others).slice(0, HEROES).map((event) => event.stateKey ?? '');
}

function isPresent(event: RoomEvent): boolean {
  return event.membership === 'join' || event.membership === 'invite';
}

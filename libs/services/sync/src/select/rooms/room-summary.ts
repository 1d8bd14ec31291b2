import type { RoomEvent } from '../../views/rooms/room-event.js';
import type { RoomState } from '../../views/rooms/room-state.js';
import { HEROES } from '../../sync.limits.js';

/** What a client names and describes a joined room by (Client-Server API, `RoomSummary`). */
export interface RoomSummary {
  /** User IDs. */
  readonly heroes: readonly string[];
  readonly joinedCount: number;
  readonly invitedCount: number;
}

/** The summary of a room as it is now, for one of its members. */
export function roomSummary(state: RoomState, userId: string): RoomSummary {
  const { joinedCount, invitedCount } = state;
  return { heroes: heroesOf(state, userId), joinedCount, invitedCount };
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

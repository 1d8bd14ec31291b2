import type { RoomEvent } from '../views/rooms/room-event.js';
import type { RoomState } from '../views/rooms/room-state.js';
import { HEROES } from '../sync.limits.js';

/**
 * Whom a room is named after: the first joined or invited members, else those who left (Client-Server API,
 * `m.heroes`).
 */
export function heroesOf(state: RoomState, userId: string): string[] {
  const others = state.earliestMembers.filter((event) => event.stateKey !== userId);
  const present = others.filter(isPresent);
  return (present.length > 0 ? present : others).slice(0, HEROES).map((event) => event.stateKey ?? '');
}

/** The `summary` of a joined room. */
export function renderSummary(state: RoomState, heroes: readonly string[]): string {
  return (
    `{"m.heroes":${JSON.stringify(heroes)},"m.joined_member_count":${state.joinedCount},` +
    `"m.invited_member_count":${state.invitedCount}}`
  );
}

function isPresent(event: RoomEvent): boolean {
  return event.membership === 'join' || event.membership === 'invite';
}

import { PowerLevels } from '../content/power-levels.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { type ConflictedEvent, findAuthEvent } from './conflicted-event.js';

/**
 * The power of an event's sender as its own auth events have it, with the defaults where there are no power levels
 * among them (rooms/v12#definitions, "Reverse topological power ordering").
 */
export function senderPower(event: ConflictedEvent, rules: RoomVersionRules): number {
  const powerLevels = findAuthEvent(event, 'm.room.power_levels', '')?.pdu;
  const create = findAuthEvent(event, 'm.room.create', '')?.pdu;
  const levels = new PowerLevels({ ...(powerLevels && { powerLevels }), ...(create && { create }) }, rules);
  return levels.ofUser(event.pdu.sender);
}

import { textOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';
import type { AuthChains } from './auth-chains.js';
import { ChainMarks } from './chain-marks.js';
import type { ConflictedEvent } from './conflicted-event.js';
import { oldestOf } from './oldest-of.js';

/** Of the full conflicted set, all power events and what else of it is in their auth chains (rooms/v12#algorithm 1). */
export function selectPowerEvents(events: readonly ConflictedEvent[], chains: AuthChains): ConflictedEvent[] {
  const powerEvents = events.filter(({ pdu }) => isPowerEvent(pdu)).map(({ number }) => number);
  if (powerEvents.length === 0) return [];
  const marks = new ChainMarks(powerEvents, chains, oldestOf(events.map(({ number }) => number)));
  return events.filter(({ number }) => marks.has(number));
}

/** Whether a state event might take away someone's ability to do something (rooms/v12#definitions). */
export function isPowerEvent(pdu: Pdu): boolean {
  if (pdu.type === 'm.room.power_levels' || pdu.type === 'm.room.join_rules') return true;
  if (pdu.type !== 'm.room.member' || pdu.sender === pdu.state_key) return false;
  const membership = textOf(pdu.content, 'membership');
  return membership === 'leave' || membership === 'ban';
}

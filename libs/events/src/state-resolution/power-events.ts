import { textOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';
import type { AuthChains } from './auth-chains.js';
import type { ConflictedEvent } from './conflicted-event.js';

/**
 * Of the full conflicted set, all power events and what else of it their auth chains reach without leaving it
 * (rooms/v12#algorithm 1). SPEC-DEVIATION(the text takes all of the auth chain that is in the set, but other servers
 * take this, and servers must agree; decision 0009. In room version 12 both are the same.)
 */
export function selectPowerEvents(events: readonly ConflictedEvent[], chains: AuthChains): ConflictedEvent[] {
  const picked = new Set<number>();
  // Newest first: an event comes after all those that cite it.
  for (const { number, pdu } of events.toSorted((left, right) => right.number - left.number)) {
    if (isPowerEvent(pdu)) picked.add(number);
    if (!picked.has(number)) continue;
    for (let edge = chains.edgesStart(number); edge < chains.edgesEnd(number); edge += 1) {
      picked.add(chains.authEventAt(edge));
    }
  }
  return events.filter(({ number }) => picked.has(number));
}

/**
 * Whether a state event might take away someone's ability to do something (rooms/v12#definitions). SPEC-DEVIATION(the
 * text does not ask for the empty state key of power levels and join rules, other servers do; decision 0009)
 */
export function isPowerEvent(pdu: Pdu): boolean {
  if (pdu.type === 'm.room.power_levels' || pdu.type === 'm.room.join_rules') return pdu.state_key === '';
  if (pdu.type !== 'm.room.member' || pdu.sender === pdu.state_key) return false;
  const membership = textOf(pdu.content, 'membership');
  return membership === 'leave' || membership === 'ban';
}

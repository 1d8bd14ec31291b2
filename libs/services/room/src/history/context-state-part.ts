import { fieldOf, matchesEventFilter, type RoomEventFilter } from '@chappe/events';
import type { StatePart } from '../state/past-state.js';
import type { TimelineEvent } from '../timeline/timeline-event.js';

/**
 * What of the state goes with a context: what the filter includes and, of members that are lazy-loaded, those who sent
 * what is shown.
 */
export function contextStatePart(filter: RoomEventFilter, shown: readonly TimelineEvent[]): StatePart {
  const { types, not_types: notTypes } = filter;
  const ofTypes = { ...(types && { types }), ...(notTypes && { not_types: notTypes }) };
  const senders = new Set(shown.map(({ pdu }) => pdu.sender));
  const isLazy = filter.lazy_load_members === true;
  return {
    hasSlot: ({ type, stateKey }) =>
      matchesEventFilter(ofTypes, { type }) && (!isLazy || type !== 'm.room.member' || senders.has(stateKey)),
    hasEvent: ({ pdu }) =>
      matchesEventFilter(filter, {
        type: pdu.type,
        sender: pdu.sender,
        hasUrl: fieldOf(pdu.content, 'url') !== undefined,
      }),
  };
}

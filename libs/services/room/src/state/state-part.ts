import type { StatePart as StatePartRequest } from '@chappe/contracts';
import { fieldOf, matchesEventFilter, membershipOf, type RoomEventFilter, type StateSlot } from '@chappe/events';
import { readEventFilter } from '../timeline/read-event-filter.js';
import type { TimelineEvent } from '../timeline/timeline-event.js';

/** Which part of a state is wanted. */
export interface StatePart {
  /** Decides before the event is read. */
  readonly hasSlot?: (slot: StateSlot) => boolean;
  readonly hasEvent?: (event: TimelineEvent) => boolean;
}

/** Which memberships are wanted: those that are `membership`, or are not `notMembership`; neither given: all. */
export interface MembershipFilter {
  readonly membership?: string | undefined;
  readonly notMembership?: string | undefined;
}

/**
 * The part that a call names; undefined: all of it.
 * @throws MatrixError M_BAD_JSON, M_INVALID_PARAM for a malformed filter
 */
export function requestedPart(request: StatePartRequest | undefined): StatePart | undefined {
  if (!request) return undefined;
  return request.membersOnly ? memberPart(request) : filteredPart(readEventFilter(request.filter), request.members);
}

/** Member events by their membership. */
export function memberPart(filter: MembershipFilter): StatePart {
  return {
    hasSlot: ({ type }) => type === 'm.room.member',
    hasEvent: ({ pdu }) => isIncluded(membershipOf(pdu), filter),
  };
}

/** What a filter includes and, of members that are lazy-loaded, these. */
export function filteredPart(filter: RoomEventFilter, members: readonly string[]): StatePart {
  const { types, not_types: notTypes } = filter;
  const ofTypes = { ...(types && { types }), ...(notTypes && { not_types: notTypes }) };
  const loaded = new Set(members);
  const isLazy = filter.lazy_load_members === true;
  return {
    hasSlot: ({ type, stateKey }) =>
      matchesEventFilter(ofTypes, { type }) && (!isLazy || type !== 'm.room.member' || loaded.has(stateKey)),
    hasEvent: ({ pdu }) =>
      matchesEventFilter(filter, {
        type: pdu.type,
        sender: pdu.sender,
        hasUrl: fieldOf(pdu.content, 'url') !== undefined,
      }),
  };
}

/** "The two parameters create an 'or' condition." */
function isIncluded(actual: string, { membership, notMembership }: MembershipFilter): boolean {
  if (membership === undefined && notMembership === undefined) return true;
  return actual === membership || (notMembership !== undefined && actual !== notMembership);
}

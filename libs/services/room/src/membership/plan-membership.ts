import { MembershipAction, type ChangeMembershipRequest, type Profile } from '@chappe/contracts';
import { memberProfileOf, membershipOf, type EventId, type Membership } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import type { StateEvent } from '../heads/room-head.js';

/** Either a member event to make, or the one that already says what is asked for. */
export type MembershipPlan = { readonly membership: Membership } | { readonly standing: EventId };

type Planner = (request: ChangeMembershipRequest, current: StateEvent | undefined) => MembershipPlan;

/**
 * What an action means for a user who is what `current` says. Only what the authorization rules do not settle is
 * decided here.
 * @throws MatrixError M_FORBIDDEN
 */
export function planMembership(request: ChangeMembershipRequest, current: StateEvent | undefined): MembershipPlan {
  const plan = PLANNERS[request.action];
  if (!plan) throw MatrixError.invalidParam('Unknown membership action');
  return plan(request, current);
}

const PLANNERS: Partial<Record<MembershipAction, Planner>> = {
  [MembershipAction.MEMBERSHIP_ACTION_JOIN]: (_request, current) =>
    current && membershipOf(current.pdu) === 'join' ? { standing: current.eventId } : { membership: 'join' },
  [MembershipAction.MEMBERSHIP_ACTION_INVITE]: (request) => {
    if (request.sender === request.target) throw MatrixError.forbidden('You cannot invite yourself');
    return { membership: 'invite' };
  },
  [MembershipAction.MEMBERSHIP_ACTION_KNOCK]: (_request, current) =>
    current && membershipOf(current.pdu) === 'knock' ? { standing: current.eventId } : { membership: 'knock' },
  [MembershipAction.MEMBERSHIP_ACTION_LEAVE]: (_request, current) => {
    if (!current) throw MatrixError.forbidden('You are not in this room');
    return membershipOf(current.pdu) === 'leave' ? { standing: current.eventId } : { membership: 'leave' };
  },
  [MembershipAction.MEMBERSHIP_ACTION_KICK]: (_request, current) => {
    const membership = membershipOf(current?.pdu);
    if (membership === 'leave' || membership === 'ban') throw MatrixError.forbidden('The user is not in the room');
    return { membership: 'leave' };
  },
  [MembershipAction.MEMBERSHIP_ACTION_BAN]: () => ({ membership: 'ban' }),
  [MembershipAction.MEMBERSHIP_ACTION_UNBAN]: (_request, current) => {
    if (membershipOf(current?.pdu) !== 'ban') throw MatrixError.forbidden('The user is not banned');
    return { membership: 'leave' };
  },
  [MembershipAction.MEMBERSHIP_ACTION_UPDATE_PROFILE]: (request, current) => {
    if (!current || membershipOf(current.pdu) !== 'join') throw MatrixError.forbidden('You are not in this room');
    return sameProfile(current, request.profile) ? { standing: current.eventId } : { membership: 'join' };
  },
};

function sameProfile(current: StateEvent, profile: Profile | undefined): boolean {
  const shown = memberProfileOf(current.pdu);
  return shown.displayname === profile?.displayname && shown.avatarUrl === profile?.avatarUrl;
}

import { eventIdOf } from '../build-event/event-hashes.js';
import { creatorsOf } from '../content/create-content.js';
import { prevEventIdsOf } from '../content/graph-edges.js';
import { authorisingUserOf } from '../content/member-content.js';
import type { Pdu } from '../content/pdu.js';
import type { AuthState } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import { canonicalOrUndefined } from './canonical-or-undefined.js';
import type { MemberPdu } from './member-pdu.js';

/** Membership `join` (rooms/v12#authorisation-rules 5.3). */
export function checkJoin(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  if (isFirstJoin(pdu, auth)) return ALLOWED;
  if (pdu.sender !== pdu.state_key) {
    return rejected(auth.rules, 'member.join.otherUser', 'Nobody can join for another user');
  }
  const membership = auth.membershipOf(pdu.sender);
  if (membership === 'ban') return rejected(auth.rules, 'member.join.banned', 'The sender is banned');
  return checkJoinRule(pdu, auth, membership === 'invite' || membership === 'join');
}

// The founder is the sender of the create event; before version 11 `content.creator`, which is the same user.
function isFirstJoin(pdu: MemberPdu, auth: AuthState): boolean {
  if (pdu.prev_events.length !== 1) return false;
  const [founder] = creatorsOf(auth.create, auth.rules);
  return pdu.state_key === founder && prevEventIdsOf(pdu)[0] === createEventIdOf(pdu, auth);
}

function createEventIdOf(pdu: Pdu, { create, rules }: AuthState): string | undefined {
  if (rules.roomIdIsCreateEventId) return `$${pdu.room_id?.slice(1)}`;
  return rules.eventIds === 'member' ? create.event_id : canonicalOrUndefined(() => eventIdOf(create, rules));
}

function checkJoinRule(pdu: MemberPdu, auth: AuthState, isExpected: boolean): AuthVerdict {
  const { joinRule, rules } = auth;
  if (rules.inviteJoinRules.some((rule) => rule === joinRule)) {
    return isExpected ? ALLOWED : rejected(rules, 'member.join.refused', 'The sender is not invited');
  }
  if (rules.restrictedJoinRules.some((rule) => rule === joinRule)) {
    return isExpected ? ALLOWED : checkAuthorisingUser(pdu, auth);
  }
  return joinRule === 'public' ? ALLOWED : rejected(rules, 'member.join.refused', 'The join rule lets nobody in');
}

function checkAuthorisingUser(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  const rule = 'member.join.restricted.refused';
  const userId = authorisingUserOf(pdu);
  if (userId === undefined) return rejected(auth.rules, rule, 'Nobody authorised the join');
  if (auth.membershipOf(userId) !== 'join') {
    return rejected(auth.rules, rule, 'The authorising user is not in the room');
  }
  return auth.levels.ofUser(userId) >= auth.levels.invite
    ? ALLOWED
    : rejected(auth.rules, rule, 'The authorising user may not invite');
}

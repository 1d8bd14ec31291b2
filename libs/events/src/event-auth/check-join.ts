import { eventIdOf } from '../build-event/event-hashes.js';
import { creatorsOf } from '../content/create-content.js';
import { authorisingUserOf } from '../content/member-content.js';
import type { Pdu } from '../content/pdu.js';
import type { AuthState } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import type { MemberPdu } from './member-pdu.js';

/** Rule 5.3: membership `join`. */
export function checkJoin(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  if (isFirstJoin(pdu, auth)) return ALLOWED;
  if (pdu.sender !== pdu.state_key) return rejected('5.3.2', 'Nobody can join for another user');
  const membership = auth.membershipOf(pdu.sender);
  if (membership === 'ban') return rejected('5.3.3', 'The sender is banned');
  const { joinRule, rules } = auth;
  const isExpected = membership === 'invite' || membership === 'join';
  if (rules.inviteJoinRules.includes(joinRule)) {
    return isExpected ? ALLOWED : rejected('5.3.7', 'The sender is not invited');
  }
  if (rules.restrictedJoinRules.includes(joinRule)) return isExpected ? ALLOWED : checkAuthorisingUser(pdu, auth);
  return joinRule === 'public' ? ALLOWED : rejected('5.3.7', 'The join rule lets nobody in');
}

// Rule 5.3.1. The founder is the sender of the create event; before version 11 content.creator, which is the same user.
function isFirstJoin(pdu: MemberPdu, auth: AuthState): boolean {
  const [founder] = creatorsOf(auth.create, auth.rules);
  if (pdu.prev_events.length !== 1 || pdu.state_key !== founder) return false;
  return pdu.prev_events[0] === createEventIdOf(pdu, auth);
}

function createEventIdOf(pdu: Pdu, { create, rules }: AuthState): string {
  return rules.roomIdIsCreateEventId ? `$${pdu.room_id?.slice(1)}` : eventIdOf(create, rules);
}

// Rule 5.3.5.2
function checkAuthorisingUser(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  const userId = authorisingUserOf(pdu);
  if (userId === undefined) return rejected('5.3.5.2', 'Nobody authorised the join');
  if (auth.membershipOf(userId) !== 'join') return rejected('5.3.5.2', 'The authorising user is not in the room');
  if (auth.levels.ofUser(userId) < auth.levels.invite) {
    return rejected('5.3.5.2', 'The authorising user may not invite');
  }
  return ALLOWED;
}

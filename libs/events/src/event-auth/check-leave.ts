import type { AuthState } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import type { MemberPdu } from './member-pdu.js';

/** Membership `leave`, which is also a kick and the end of a ban (rooms/v12#authorisation-rules 5.5). */
export function checkLeave(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  return pdu.sender === pdu.state_key ? checkOwnLeave(pdu, auth) : checkKick(pdu, auth);
}

function checkOwnLeave(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  const membership = auth.membershipOf(pdu.sender);
  const isMember = membership === 'invite' || membership === 'join';
  return isMember || (auth.rules.knocking && membership === 'knock')
    ? ALLOWED
    : rejected(auth.rules, 'member.leave.notMember', 'The sender has nothing to leave');
}

function checkKick(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  const { rules, levels } = auth;
  if (auth.membershipOf(pdu.sender) !== 'join') {
    return rejected(rules, 'member.leave.senderNotJoined', 'The sender is not in the room');
  }
  const power = levels.ofUser(pdu.sender);
  if (auth.membershipOf(pdu.state_key) === 'ban' && power < levels.ban) {
    return rejected(rules, 'member.leave.banned', 'The sender may not lift bans');
  }
  if (power < levels.kick) return rejected(rules, 'member.leave.refused', 'The sender may not kick');
  return levels.ofUser(pdu.state_key) < power
    ? ALLOWED
    : rejected(rules, 'member.leave.refused', 'The target user has as much power as the sender');
}

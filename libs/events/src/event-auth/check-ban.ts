import type { AuthState } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import type { MemberPdu } from './member-pdu.js';

/** Membership `ban` (rooms/v12#authorisation-rules 5.6). */
export function checkBan(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  const { rules, levels } = auth;
  if (auth.membershipOf(pdu.sender) !== 'join') {
    return rejected(rules, 'member.ban.senderNotJoined', 'The sender is not in the room');
  }
  const power = levels.ofUser(pdu.sender);
  if (power < levels.ban) return rejected(rules, 'member.ban.refused', 'The sender may not ban');
  return levels.ofUser(pdu.state_key) < power
    ? ALLOWED
    : rejected(rules, 'member.ban.refused', 'The target user has as much power as the sender');
}

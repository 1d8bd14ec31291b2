import type { AuthState } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import type { MemberPdu } from './member-pdu.js';

/** Membership `knock` (rooms/v12#authorisation-rules 5.7). */
export function checkKnock(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  const { rules, joinRule } = auth;
  if (!rules.knockJoinRules.some((rule) => rule === joinRule)) {
    return rejected(rules, 'member.knock.joinRule', 'The room accepts no knocks');
  }
  if (pdu.sender !== pdu.state_key) {
    return rejected(rules, 'member.knock.otherUser', 'Nobody can knock for another user');
  }
  const membership = auth.membershipOf(pdu.sender);
  return membership === 'leave' || membership === 'knock'
    ? ALLOWED
    : rejected(rules, 'member.knock.refused', `The sender cannot knock with membership ${membership}`);
}

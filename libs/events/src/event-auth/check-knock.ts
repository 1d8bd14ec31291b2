import type { AuthState } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import type { MemberPdu } from './member-pdu.js';

/** Rule 5.7: membership `knock`. */
export function checkKnock(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  if (!auth.rules.knockJoinRules.includes(auth.joinRule)) return rejected('5.7.1', 'The room accepts no knocks');
  if (pdu.sender !== pdu.state_key) return rejected('5.7.2', 'Nobody can knock for another user');
  const membership = auth.membershipOf(pdu.sender);
  const mayKnock = membership === 'leave' || membership === 'knock';
  return mayKnock ? ALLOWED : rejected('5.7.4', `The sender cannot knock with membership ${membership}`);
}

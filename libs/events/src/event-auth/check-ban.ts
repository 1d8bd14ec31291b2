import type { AuthState } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import type { MemberPdu } from './member-pdu.js';

/** Rule 5.6: membership `ban`. */
export function checkBan(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  if (auth.membershipOf(pdu.sender) !== 'join') return rejected('5.6.1', 'The sender is not in the room');
  const power = auth.levels.ofUser(pdu.sender);
  if (power < auth.levels.ban) return rejected('5.6.3', 'The sender may not ban');
  return auth.levels.ofUser(pdu.state_key) < power
    ? ALLOWED
    : rejected('5.6.3', 'The target user has as much power as the sender');
}

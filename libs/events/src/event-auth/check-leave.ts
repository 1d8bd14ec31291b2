import type { AuthState } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import type { MemberPdu } from './member-pdu.js';

/** Rule 5.5: membership `leave`, which is also a kick and the end of a ban. */
export function checkLeave(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  const sender = auth.membershipOf(pdu.sender);
  if (pdu.sender === pdu.state_key) {
    const mayLeave = sender === 'invite' || sender === 'join' || sender === 'knock';
    return mayLeave ? ALLOWED : rejected('5.5.1', 'The sender has nothing to leave');
  }
  if (sender !== 'join') return rejected('5.5.2', 'The sender is not in the room');
  const { levels } = auth;
  const power = levels.ofUser(pdu.sender);
  if (auth.membershipOf(pdu.state_key) === 'ban' && power < levels.ban) {
    return rejected('5.5.3', 'The sender may not lift bans');
  }
  if (power < levels.kick) return rejected('5.5.5', 'The sender may not kick');
  return levels.ofUser(pdu.state_key) < power
    ? ALLOWED
    : rejected('5.5.5', 'The target user has as much power as the sender');
}

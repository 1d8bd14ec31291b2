import { fieldOf } from '../content/json-fields.js';
import type { AuthState } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import type { MemberPdu } from './member-pdu.js';
import { checkThirdPartyInvite } from './check-third-party-invite.js';

/** Rule 5.4: membership `invite`. */
export function checkInvite(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  if (fieldOf(pdu.content, 'third_party_invite') !== undefined) return checkThirdPartyInvite(pdu, auth);
  if (auth.membershipOf(pdu.sender) !== 'join') return rejected('5.4.2', 'The sender is not in the room');
  const target = auth.membershipOf(pdu.state_key);
  if (target === 'join') return rejected('5.4.3', 'The target user is already in the room');
  if (target === 'ban') return rejected('5.4.3', 'The target user is banned');
  if (auth.levels.ofUser(pdu.sender) >= auth.levels.invite) return ALLOWED;
  return rejected('5.4.5', 'The sender may not invite');
}

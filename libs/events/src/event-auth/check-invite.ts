import { fieldOf } from '../content/json-fields.js';
import type { AuthState } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import { checkThirdPartyInvite } from './check-third-party-invite.js';
import type { MemberPdu } from './member-pdu.js';

/** Membership `invite` (rooms/v12#authorisation-rules 5.4). */
export function checkInvite(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  if (fieldOf(pdu.content, 'third_party_invite') !== undefined) return checkThirdPartyInvite(pdu, auth);
  const { rules, levels } = auth;
  if (auth.membershipOf(pdu.sender) !== 'join') {
    return rejected(rules, 'member.invite.senderNotJoined', 'The sender is not in the room');
  }
  const target = auth.membershipOf(pdu.state_key);
  if (target === 'join' || target === 'ban') {
    const reason = target === 'ban' ? 'The target user is banned' : 'The target user is already in the room';
    return rejected(rules, 'member.invite.targetJoinedOrBanned', reason);
  }
  return levels.ofUser(pdu.sender) >= levels.invite
    ? ALLOWED
    : rejected(rules, 'member.invite.refused', 'The sender may not invite');
}

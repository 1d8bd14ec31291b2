import type { JsonObject } from '@chappe/crypto';
import { objectOf, textOf } from '../content/json-fields.js';
import type { AuthState } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import { isSignedForThirdParty } from './is-signed-for-third-party.js';
import type { MemberPdu } from './member-pdu.js';

/** An invite by third-party identifier (rooms/v12#authorisation-rules 5.4.1). */
export function checkThirdPartyInvite(pdu: MemberPdu, auth: AuthState): AuthVerdict {
  const { rules } = auth;
  if (auth.membershipOf(pdu.state_key) === 'ban') {
    return rejected(rules, 'member.invite.thirdParty.banned', 'The target user is banned');
  }
  const invite = objectOf(pdu.content, 'third_party_invite');
  const signed = invite && objectOf(invite, 'signed');
  return signed === undefined
    ? rejected(rules, 'member.invite.thirdParty.unsigned', 'The third-party invite is not signed')
    : checkSigned(signed, pdu, auth);
}

function checkSigned(signed: JsonObject, pdu: MemberPdu, { rules, lookup }: AuthState): AuthVerdict {
  const [mxid, token] = [textOf(signed, 'mxid'), textOf(signed, 'token')];
  if (mxid === undefined || token === undefined) {
    return rejected(rules, 'member.invite.thirdParty.incomplete', 'The third-party invite lacks mxid or token');
  }
  if (mxid !== pdu.state_key) {
    return rejected(rules, 'member.invite.thirdParty.otherUser', 'The third-party invite is for another user');
  }
  const pending = lookup('m.room.third_party_invite', token);
  if (pending === undefined) {
    return rejected(rules, 'member.invite.thirdParty.unknownToken', 'The room has no such third-party invite');
  }
  if (pending.sender !== pdu.sender) {
    return rejected(rules, 'member.invite.thirdParty.otherSender', 'Another user made the third-party invite');
  }
  return isSignedForThirdParty(signed, pending)
    ? ALLOWED
    : rejected(rules, 'member.invite.thirdParty.refused', 'No public key of the third-party invite has signed it');
}

import { fieldOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';
import { parseUserId } from '../identifiers/user-id.js';
import type { AuthState } from './auth-state.js';
import { rejected, type AuthVerdict } from './auth-verdict.js';
import { checkBan } from './check-ban.js';
import { checkInvite } from './check-invite.js';
import { checkJoin } from './check-join.js';
import { checkKnock } from './check-knock.js';
import { checkLeave } from './check-leave.js';
import type { MemberPdu } from './member-pdu.js';

const BY_MEMBERSHIP: ReadonlyMap<unknown, (pdu: MemberPdu, auth: AuthState) => AuthVerdict> = new Map([
  ['join', checkJoin],
  ['invite', checkInvite],
  ['leave', checkLeave],
  ['ban', checkBan],
  ['knock', checkKnock],
]);

/** Membership events (rooms/v12#authorisation-rules 5). */
export function checkMember(pdu: Pdu, auth: AuthState): AuthVerdict {
  const membership = fieldOf(pdu.content, 'membership');
  if (pdu.state_key === undefined || membership === undefined) {
    return rejected(auth.rules, 'member.incomplete', 'A membership event needs a state key and a membership');
  }
  if (!couldBeAuthorised(pdu, auth)) {
    return rejected(auth.rules, 'member.authorised.unsigned', 'The authorising user is no user, so no server signed');
  }
  const check = BY_MEMBERSHIP.get(membership);
  if (check === undefined || (membership === 'knock' && !auth.rules.knocking)) {
    return rejected(auth.rules, 'member.unknown', 'The membership is unknown');
  }
  return check(pdu as MemberPdu, auth);
}

// rooms/v12#authorisation-rules 5.2: whether there is a server that can sign for the authorising user, of any
// membership event that names one. Whether it did belongs to the checks of signatures.
function couldBeAuthorised({ content }: Pdu, { rules }: AuthState): boolean {
  const userId = fieldOf(content, 'join_authorised_via_users_server');
  if (userId === undefined || rules.restrictedJoinRules.length === 0) return true;
  return typeof userId === 'string' && parseUserId(userId) !== undefined;
}

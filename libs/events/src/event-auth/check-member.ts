import { fieldOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';
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

/** Rule 5: membership events. Rule 5.2, a signature, belongs to the checks of signatures. */
export function checkMember(pdu: Pdu, auth: AuthState): AuthVerdict {
  const membership = fieldOf(pdu.content, 'membership');
  if (pdu.state_key === undefined || membership === undefined) {
    return rejected('5.1', 'A membership event needs a state key and a membership');
  }
  const check = BY_MEMBERSHIP.get(membership);
  if (check === undefined || (membership === 'knock' && !auth.rules.knocking)) {
    return rejected('5.8', 'The membership is unknown');
  }
  return check(pdu as MemberPdu, auth);
}

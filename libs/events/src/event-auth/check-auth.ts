import { isFederated } from '../content/create-content.js';
import type { Pdu } from '../content/pdu.js';
import { serverNameOf } from '../identifiers/server-name-of.js';
import type { UserId } from '../identifiers/user-id.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { AuthState, type StateLookup } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import { checkCreate } from './check-create.js';
import { checkMember } from './check-member.js';
import { checkPowerLevels } from './check-power-levels.js';

/**
 * Judges an event by a room state (rooms/v12#authorisation-rules, all but rule 3: see checkAuthEvents). Format and
 * signatures must have been checked before, that of the authorising user's server in a restricted join included (5.2).
 * Where the room ID is the create event's ID, `state` gives the create event of the event's own room or none (rule 2).
 * Never throws on junk in the event.
 */
export function checkAuth(pdu: Pdu, state: StateLookup, rules: RoomVersionRules): AuthVerdict {
  if (pdu.type === 'm.room.create') return checkCreate(pdu, rules);
  const create = state('m.room.create', '');
  if (create === undefined) return rejected('2', 'The room has no create event');
  if (!isFederated(create) && domainOf(pdu.sender) !== domainOf(create.sender)) {
    return rejected('4', 'Users of other servers may not take part in this room');
  }
  const auth = new AuthState(state, rules, create);
  return pdu.type === 'm.room.member' ? checkMember(pdu, auth) : checkNonMember(pdu, auth);
}

function checkNonMember(pdu: Pdu, auth: AuthState): AuthVerdict {
  if (auth.membershipOf(pdu.sender) !== 'join') return rejected('6', 'The sender is not in the room');
  const power = auth.levels.ofUser(pdu.sender);
  if (pdu.type === 'm.room.third_party_invite') {
    return power >= auth.levels.invite ? ALLOWED : rejected('7.1', 'The sender may not invite');
  }
  const required = auth.levels.toSend(pdu.type, pdu.state_key !== undefined);
  if (required > power) return rejected('8', `Sending this type of event needs power ${required}, not ${power}`);
  if (pdu.state_key?.startsWith('@') && pdu.state_key !== pdu.sender) {
    return rejected('9', 'The state key is the ID of another user');
  }
  return pdu.type === 'm.room.power_levels' ? checkPowerLevels(pdu, auth) : ALLOWED;
}

function domainOf(userId: string): string {
  return serverNameOf(userId as UserId);
}

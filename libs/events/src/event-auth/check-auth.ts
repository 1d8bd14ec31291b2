import { isFederated } from '../content/create-content.js';
import type { Pdu } from '../content/pdu.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { AuthState, type StateLookup } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import { checkAliases } from './check-aliases.js';
import { checkCreate } from './check-create.js';
import { checkMember } from './check-member.js';
import { checkPowerLevels } from './check-power-levels.js';
import { checkRedaction } from './check-redaction.js';
import { domainOf } from './domain-of.js';

/**
 * Judges an event by a room state (rooms/v1#authorisation-rules to rooms/v12#authorisation-rules, all but the rule on
 * auth events: see checkAuthEvents). Format and signatures must have been checked before, that of the authorising
 * user's server in a restricted join included. `state` gives accepted events only; where the room ID is the create
 * event's ID, the create event of the event's own room or none. Never throws on junk, in the event or in the state.
 */
export function checkAuth(pdu: Pdu, state: StateLookup, rules: RoomVersionRules): AuthVerdict {
  if (pdu.type === 'm.room.create') return checkCreate(pdu, rules);
  const create = state('m.room.create', '');
  if (create === undefined) {
    return rejected(rules, rules.roomIdIsCreateEventId ? 'room' : 'authEvents.noCreate', 'There is no create event');
  }
  if (!isFederated(create) && domainOf(pdu.sender) !== domainOf(create.sender)) {
    return rejected(rules, 'federate', 'Users of other servers may not take part in this room');
  }
  if (rules.aliasesRule && pdu.type === 'm.room.aliases') return checkAliases(pdu, rules);
  const auth = new AuthState(state, rules, create);
  return pdu.type === 'm.room.member' ? checkMember(pdu, auth) : checkNonMember(pdu, auth);
}

function checkNonMember(pdu: Pdu, auth: AuthState): AuthVerdict {
  const { rules, levels } = auth;
  if (auth.membershipOf(pdu.sender) !== 'join') {
    return rejected(rules, 'senderNotJoined', 'The sender is not in the room');
  }
  const power = levels.ofUser(pdu.sender);
  if (pdu.type === 'm.room.third_party_invite') {
    return power >= levels.invite ? ALLOWED : rejected(rules, 'thirdPartyInvite.refused', 'The sender may not invite');
  }
  const required = levels.toSend(pdu.type, pdu.state_key !== undefined);
  if (required > power) {
    return rejected(rules, 'requiredPower', `Sending this type of event needs power ${required}, not ${power}`);
  }
  if (pdu.state_key?.startsWith('@') && pdu.state_key !== pdu.sender) {
    return rejected(rules, 'otherUsersStateKey', 'The state key is the ID of another user');
  }
  return checkByType(pdu, auth);
}

function checkByType(pdu: Pdu, auth: AuthState): AuthVerdict {
  if (pdu.type === 'm.room.power_levels') return checkPowerLevels(pdu, auth);
  return auth.rules.redactionRule && pdu.type === 'm.room.redaction' ? checkRedaction(pdu, auth) : ALLOWED;
}

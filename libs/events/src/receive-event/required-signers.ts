import { fieldOf, textOf } from '../content/json-fields.js';
import { authorisingUserOf } from '../content/member-content.js';
import type { Pdu } from '../content/pdu.js';
import { serverNameOf } from '../identifiers/server-name-of.js';
import type { ServerName } from '../identifiers/server-name.js';
import { parseUserId, type UserId } from '../identifiers/user-id.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';

/**
 * The servers that must have signed an event, each once: the sender's, unless it is a third-party invite
 * ({@link thirdPartyInviteSigners}); in room versions 1 and 2 that of the event ID
 * (server-server-api#validating-hashes-and-signatures-on-received-events); that of a member event's authorising user
 * (rooms/v8#authorisation-rules). Expects an event in the right format.
 */
export function requiredSigners(pdu: Pdu, rules: RoomVersionRules): ServerName[] {
  const signers = new Set<ServerName>();
  if (!isThirdPartyInvite(pdu)) signers.add(serverNameOf(pdu.sender as UserId));
  // An event ID has its domain after the first colon, as a user ID has.
  if (rules.eventIds === 'member') signers.add(serverNameOf(pdu.event_id as unknown as UserId));
  const authorising = rules.restrictedJoinRules.length > 0 ? authorisingServerOf(pdu) : undefined;
  if (authorising !== undefined) signers.add(authorising);
  return [...signers];
}

/**
 * The servers of which one must have signed a third-party invite: the invited user's, which makes the event when the
 * invitation is taken up, and the sender's, which does so for a server that is not in the room
 * (server-server-api#third-party-invites). None for other events.
 */
export function thirdPartyInviteSigners(pdu: Pdu): ServerName[] {
  if (!isThirdPartyInvite(pdu)) return [];
  const invited = parseUserId(pdu.state_key ?? '');
  const signers = [pdu.sender as UserId, ...(invited === undefined ? [] : [invited])].map(serverNameOf);
  return [...new Set(signers)];
}

// The property alone makes it one, as in the authorisation rules, so that an event without the sender's signature is
// always judged as a third-party invite.
function isThirdPartyInvite({ type, content }: Pdu): boolean {
  const isInvite = type === 'm.room.member' && textOf(content, 'membership') === 'invite';
  return isInvite && fieldOf(content, 'third_party_invite') !== undefined;
}

// Where no user is named, no server can sign: that event is rejected by the rule on it, not dropped.
function authorisingServerOf(pdu: Pdu): ServerName | undefined {
  const named = pdu.type === 'm.room.member' ? authorisingUserOf(pdu) : undefined;
  const userId = named === undefined ? undefined : parseUserId(named);
  return userId === undefined ? undefined : serverNameOf(userId);
}

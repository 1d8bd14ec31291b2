import type { JsonObject, JsonValue } from '@chappe/crypto';
import {
  isFederated,
  prevEventIdsOf,
  roomTypeOf,
  type Pdu,
  type RoomAlias,
  type RoomVersionRules,
} from '@chappe/events';
import type { NewRoom } from '../room-creation/room-founding.js';
import type { RoomHead } from '../heads/room-head.js';
import { memberContent } from '../membership/member-content.js';
import type { Ban } from '../state/current-state.store.js';
import type { NewEvent } from '../writing/prepared-event.js';
import { filterAliases } from '../aliases/filter-aliases.js';
import { replacementPowerLevels } from './replacement-power-levels.js';
import type { Upgrade } from './upgrade.js';

/**
 * What is carried over as it is (client-server-api, "Room Upgrades", step 3); join rules and power levels may have to
 * be adapted.
 */
const CARRIED_OVER = [
  'm.room.server_acl',
  'm.room.encryption',
  'm.room.name',
  'm.room.avatar',
  'm.room.topic',
  'm.room.guest_access',
  'm.room.history_visibility',
];

/** What the new room takes over from the old one besides its state. */
interface TakenOver {
  /** Will lead to the new room. */
  readonly aliases: readonly RoomAlias[];
  /** Content of the power levels to begin with; undefined: the old room has none. */
  readonly levels: JsonObject | undefined;
  /** Who may not come to the new room either. */
  readonly bans: readonly Ban[];
}

/** The room that replaces an old one: what the create event takes over from it. */
export function newReplacement(old: RoomHead, { sender, rules, additionalCreators }: Upgrade): NewRoom {
  const [lastEventId] = prevEventIdsOf({ prev_events: [...old.extremities] });
  const create = stateOf(old, 'm.room.create');
  const type = create && roomTypeOf(create);
  const content = {
    predecessor: { room_id: old.roomId, ...(lastEventId !== undefined && { event_id: lastEventId }) },
    ...(type !== undefined && { type }),
    // A room that was closed to other servers is not opened by the way.
    ...(create && !isFederated(create) && { 'm.federate': false }),
  };
  return { creator: sender, rules, content, additionalCreators };
}

/**
 * The events after m.room.create. Power levels come last: until then the creator has all the power that the rest needs,
 * whatever the levels of the old room leave her.
 */
export function eventsOfReplacement(old: RoomHead, upgrade: Upgrade, { aliases, levels, bans }: TakenOver): NewEvent[] {
  const { sender, profile, rules } = upgrade;
  const state = (type: string, content: JsonObject | undefined): NewEvent[] =>
    content === undefined ? [] : [{ type, sender, stateKey: '', content }];
  return [
    { type: 'm.room.member', sender, stateKey: sender, content: memberContent({ membership: 'join', profile }) },
    ...CARRIED_OVER.flatMap((type) => state(type, stateOf(old, type)?.content)),
    ...state('m.room.join_rules', joinRules(stateOf(old, 'm.room.join_rules'), rules)),
    ...state('m.room.canonical_alias', canonicalAlias(stateOf(old, 'm.room.canonical_alias'), aliases)),
    ...bans.flatMap((ban) => banEvent(ban, upgrade)),
    ...state('m.room.power_levels', replacementPowerLevels(old, upgrade, levels)),
  ];
}

/**
 * SPEC-DEVIATION(memberships should not be carried over, because servers cannot speak for users of others; a ban is the
 * upgrading user's own, and without it whoever was banned would be back with the first public upgrade.)
 */
function banEvent({ userId, reason }: Ban, { sender, additionalCreators }: Upgrade): NewEvent[] {
  // Nobody can ban a creator, and who is named as one is wanted.
  if (additionalCreators.includes(userId)) return [];
  const content = { membership: 'ban', ...(reason !== undefined && { reason }) };
  return [{ type: 'm.room.member', sender, stateKey: userId, content }];
}

function stateOf(room: RoomHead, type: string): Pdu | undefined {
  return room.state(type, '')?.pdu;
}

/** With the aliases that move; undefined when it would name none. */
function canonicalAlias(old: Pdu | undefined, moving: readonly RoomAlias[]): JsonObject | undefined {
  if (!old) return undefined;
  const moved = new Set<JsonValue>(moving);
  const content = filterAliases(old.content, (alias) => moved.has(alias));
  return 'alias' in content || 'alt_aliases' in content ? content : undefined;
}

/** A join rule that the new version does not have would let nobody in, not even the invited. */
function joinRules(old: Pdu | undefined, rules: RoomVersionRules): JsonObject | undefined {
  if (!old) return undefined;
  const known = ['public', 'private', ...rules.inviteJoinRules, ...rules.restrictedJoinRules];
  const rule = old.content['join_rule'];
  if (typeof rule !== 'string' || known.includes(rule)) return old.content;
  const isRestricted = rule === 'knock_restricted' && rules.restrictedJoinRules.includes('restricted');
  return isRestricted ? { ...old.content, join_rule: 'restricted' } : { join_rule: 'invite' };
}

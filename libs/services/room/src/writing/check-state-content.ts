import type { JsonObject, JsonValue } from '@chappe/crypto';
import { fieldOf, isJsonObject, parseRoomId, parseUserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';

/** State that a client wants: set by itself, or among what a room is to begin with. */
export interface WantedState {
  readonly roomId: string;
  readonly type: string;
  readonly stateKey: string;
  readonly content: JsonObject;
}

const VISIBILITIES = ['invited', 'joined', 'shared', 'world_readable'];
const MEMBERSHIPS = new Set<JsonValue | undefined>(['join', 'invite', 'knock', 'leave', 'ban']);

interface Form {
  readonly is: string;
  readonly holds: (value: JsonValue) => boolean;
}

const TEXT: Form = { is: 'a string', holds: (value) => typeof value === 'string' };
const BOOLEAN: Form = { is: 'a boolean', holds: (value) => typeof value === 'boolean' };
const INTEGER: Form = { is: 'an integer', holds: (value) => Number.isSafeInteger(value) };
const OBJECT: Form = { is: 'an object', holds: isJsonObject };
const INTEGERS: Form = {
  is: 'an object with integers',
  holds: (value) => isJsonObject(value) && Object.values(value).every(INTEGER.holds),
};
const VISIBILITY: Form = {
  is: `one of ${VISIBILITIES.join(', ')}`,
  holds: (value) => typeof value === 'string' && VISIBILITIES.includes(value),
};

function listOf({ is, holds }: Form): Form {
  return { is: `a list, each ${is}`, holds: (value) => Array.isArray(value) && value.every(holds) };
}

/**
 * What stands in the members that servers, or the end of a room or its encryption, depend on (client-server-api, the
 * events of these types). A member may be missing: state cannot be taken away but by emptying it.
 */
const FORMS: Readonly<Record<string, Readonly<Record<string, Form>>>> = {
  // No text, as early room versions allowed (client-server-api, "m.room.power_levels").
  'm.room.power_levels': {
    ban: INTEGER,
    events_default: INTEGER,
    invite: INTEGER,
    kick: INTEGER,
    redact: INTEGER,
    state_default: INTEGER,
    users_default: INTEGER,
    events: INTEGERS,
    users: INTEGERS,
    notifications: INTEGERS,
  },
  'm.room.join_rules': { join_rule: TEXT, allow: listOf(OBJECT) },
  'm.room.history_visibility': { history_visibility: VISIBILITY },
  'm.room.guest_access': { guest_access: TEXT },
  'm.room.server_acl': { allow_ip_literals: BOOLEAN, allow: listOf(TEXT), deny: listOf(TEXT) },
  'm.room.encryption': { algorithm: TEXT, rotation_period_ms: INTEGER, rotation_period_msgs: INTEGER },
  'm.room.tombstone': { body: TEXT, replacement_room: TEXT },
  'm.room.pinned_events': { pinned: listOf(TEXT) },
};

/**
 * Refuses state that no client and no server could make sense of, by whatever way it comes and whatever the room
 * version would let through. Who may set it is the business of the authorization rules.
 * @throws MatrixError M_BAD_JSON, M_INVALID_PARAM
 */
export function checkStateContent({ roomId, type, stateKey, content }: WantedState): void {
  // Servers tell redactions by type alone, and here they are judged as messages only.
  if (type === 'm.room.redaction') throw MatrixError.badJson('m.room.redaction is no state event');
  checkForms(type, content);
  if (type === 'm.room.member') checkMember(stateKey, content);
  if (type === 'm.room.tombstone') checkTombstone(roomId, content);
}

function checkForms(type: string, content: JsonObject): void {
  if (!Object.hasOwn(FORMS, type)) return;
  for (const [name, { is, holds }] of Object.entries(FORMS[type] ?? {})) {
    const value = fieldOf(content, name);
    if (value !== undefined && !holds(value)) throw MatrixError.badJson(`${name} is ${is}`);
  }
}

function checkMember(stateKey: string, content: JsonObject): void {
  if (!parseUserId(stateKey)) throw MatrixError.invalidParam('The state key of m.room.member is a user ID');
  if (!MEMBERSHIPS.has(content['membership'])) throw MatrixError.badJson('There is no such membership');
}

/** Clients lead people from a room to its replacement, so that has to be another room. */
function checkTombstone(roomId: string, content: JsonObject): void {
  const replacement = fieldOf(content, 'replacement_room');
  if (typeof replacement !== 'string') return;
  if (!parseRoomId(replacement)) throw MatrixError.invalidParam('replacement_room is a room ID');
  if (replacement === roomId) throw MatrixError.invalidParam('A room cannot replace itself');
}

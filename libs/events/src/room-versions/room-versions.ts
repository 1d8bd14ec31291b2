import { REDACTION_V1, REDACTION_V11, REDACTION_V6, REDACTION_V8, REDACTION_V9 } from './redaction-keep-lists.js';
import type { RoomVersionRules } from './room-version-rules.js';

// rooms/v1: the building blocks.
const V1: RoomVersionRules = {
  version: '1',
  stable: true,
  stateResolution: 'v1',
  canonicalJsonEnforced: false,
  eventIds: 'member',
  edgesWithHashes: true,
  keyValidityEnforced: false,
  redaction: REDACTION_V1,
  redactsInContent: false,
  creators: 'content_creator',
  creatorsHaveInfinitePower: false,
  roomIdIsCreateEventId: false,
  createInAuthEvents: true,
  aliasesRule: true,
  redactionRule: true,
  stringPowerLevels: true,
  fractionalPowerLevels: true,
  notificationLevelsChecked: false,
  knocking: false,
  inviteJoinRules: ['invite'],
  restrictedJoinRules: [],
  knockJoinRules: [],
};

// rooms/v2: state that is not reset.
const V2: RoomVersionRules = { ...V1, version: '2', stateResolution: 'v2' };

// rooms/v3: event IDs are hashes, redactions wait for their target.
const V3: RoomVersionRules = {
  ...V2,
  version: '3',
  eventIds: 'base64_hash',
  edgesWithHashes: false,
  redactionRule: false,
};

// rooms/v4: event IDs that fit into URLs.
const V4: RoomVersionRules = { ...V3, version: '4', eventIds: 'url_safe_hash' };

// rooms/v5: signing keys must have been valid.
const V5: RoomVersionRules = { ...V4, version: '5', keyValidityEnforced: true };

// rooms/v6: all events are canonical JSON, aliases are ordinary state.
const V6: RoomVersionRules = {
  ...V5,
  version: '6',
  canonicalJsonEnforced: true,
  redaction: REDACTION_V6,
  aliasesRule: false,
  fractionalPowerLevels: false,
  notificationLevelsChecked: true,
};

// rooms/v7: knocking.
const V7: RoomVersionRules = {
  ...V6,
  version: '7',
  knocking: true,
  inviteJoinRules: ['invite', 'knock'],
  knockJoinRules: ['knock'],
};

// rooms/v8: restricted rooms.
const V8: RoomVersionRules = { ...V7, version: '8', redaction: REDACTION_V8, restrictedJoinRules: ['restricted'] };

// rooms/v9: redaction keeps what restricted joins need.
const V9: RoomVersionRules = { ...V8, version: '9', redaction: REDACTION_V9 };

// rooms/v10: integers as power levels, and knocking on restricted rooms.
const V10: RoomVersionRules = {
  ...V9,
  version: '10',
  stringPowerLevels: false,
  restrictedJoinRules: ['restricted', 'knock_restricted'],
  knockJoinRules: ['knock', 'knock_restricted'],
};

// rooms/v11: clearer redactions, no `creator`.
const V11: RoomVersionRules = {
  ...V10,
  version: '11',
  redaction: REDACTION_V11,
  redactsInContent: true,
  creators: 'sender',
};

// rooms/v12: the room ID is the create event's hash, creators have infinite power.
const V12: RoomVersionRules = {
  ...V11,
  version: '12',
  stateResolution: 'v2.1',
  creators: 'sender_and_additional',
  creatorsHaveInfinitePower: true,
  roomIdIsCreateEventId: true,
  createInAuthEvents: false,
};

const ALL = [V1, V2, V3, V4, V5, V6, V7, V8, V9, V10, V11, V12];
const BY_VERSION: ReadonlyMap<string, RoomVersionRules> = new Map(ALL.map((rules) => [rules.version, rules]));

/** The version of a room whose creator asked for none (rooms#complete-list-of-room-versions). */
export const DEFAULT_ROOM_VERSION = '12';

/** All room versions, oldest first. */
export const ROOM_VERSIONS: readonly RoomVersionRules[] = ALL;

/** The rules of a room version; `undefined` for one that we do not know. */
export function roomVersionRules(version: string): RoomVersionRules | undefined {
  return BY_VERSION.get(version);
}

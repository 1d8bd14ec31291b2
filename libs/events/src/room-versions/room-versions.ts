import { REDACTION_V11, REDACTION_V6, REDACTION_V8, REDACTION_V9 } from './redaction-keep-lists.js';
import type { RoomVersionRules } from './room-version-rules.js';

// rooms/v6: the first version whose events are all canonical JSON, and our base.
const V6: RoomVersionRules = {
  version: '6',
  stable: true,
  stateResolution: 'v2',
  redaction: REDACTION_V6,
  redactsInContent: false,
  creators: 'content_creator',
  creatorsHaveInfinitePower: false,
  roomIdIsCreateEventId: false,
  createInAuthEvents: true,
  stringPowerLevels: true,
  knocking: false,
  inviteJoinRules: ['invite'],
  restrictedJoinRules: [],
  knockJoinRules: [],
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

const ALL = [V6, V7, V8, V9, V10, V11, V12];
const BY_VERSION: ReadonlyMap<string, RoomVersionRules> = new Map(ALL.map((rules) => [rules.version, rules]));

/** The version of a room whose creator asked for none (rooms#complete-list-of-room-versions). */
export const DEFAULT_ROOM_VERSION = '12';

/** All versions that this server can take part in, oldest first. */
export const ROOM_VERSIONS: readonly { readonly version: string; readonly stable: boolean }[] = ALL.map(
  ({ version, stable }) => ({ version, stable }),
);

/** The rules of a room version; `undefined` for one that we do not know. */
export function roomVersionRules(version: string): RoomVersionRules | undefined {
  return BY_VERSION.get(version);
}

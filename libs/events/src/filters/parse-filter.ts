import type { JsonObject, JsonValue } from '@chappe/crypto';
import { fieldOf, isJsonObject } from '../content/json-fields.js';
import { parseRoomId } from '../identifiers/room-id.js';
import { parseUserId } from '../identifiers/user-id.js';
import type { Filter, RoomEventFilter } from './filter.js';

/** Most entries of one list in a filter: each is compared with every event. */
export const FILTER_LIST_MAX = 1000;

/** Most paths in `event_fields`: each is looked up in every event. */
export const FILTER_EVENT_FIELDS_MAX = 100;

/** Most characters of an entry in a list: event types have 255 bytes at most, and patterns and paths not many more. */
export const FILTER_ENTRY_CHARACTERS_MAX = 1024;

type Check = (value: JsonValue) => boolean;

/** The members of a part of a filter: what their values must be, or what they have for members themselves. */
interface Part {
  readonly [name: string]: Check | Part;
}

const isFlag: Check = (value) => typeof value === 'boolean';
// SPEC-DEVIATION(a limit must be greater than 0): deployed clients ask for nothing by 0, and deployed servers allow it.
const isLimit: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isFormat: Check = (value) => value === 'client' || value === 'federation';
const isTextList = listOf(() => true);
const isUserList = listOf((text) => parseUserId(text) !== undefined);
const isRoomList = listOf((text) => parseRoomId(text) !== undefined);

const EVENT_FILTER: Part = {
  limit: isLimit,
  types: isTextList,
  not_types: isTextList,
  senders: isUserList,
  not_senders: isUserList,
};

const ROOM_EVENT_FILTER: Part = {
  ...EVENT_FILTER,
  rooms: isRoomList,
  not_rooms: isRoomList,
  contains_url: isFlag,
  lazy_load_members: isFlag,
  include_redundant_members: isFlag,
  unread_thread_notifications: isFlag,
};

const FILTER: Part = {
  event_fields: (value) => isTextList(value) && isJsonList(value, FILTER_EVENT_FIELDS_MAX),
  event_format: isFormat,
  presence: EVENT_FILTER,
  account_data: EVENT_FILTER,
  room: {
    rooms: isRoomList,
    not_rooms: isRoomList,
    include_leave: isFlag,
    ephemeral: ROOM_EVENT_FILTER,
    state: ROOM_EVENT_FILTER,
    timeline: ROOM_EVENT_FILTER,
    account_data: ROOM_EVENT_FILTER,
  },
};

/**
 * Reads a filter (client-server-api#filtering), or says what is wrong with it. Members that are not specified are
 * left out, and so are those that are `null`, as clients write what they do not ask for. Lists have at most 1000
 * entries, `event_fields` 100.
 */
export function parseFilter(json: JsonValue): Filter | { readonly error: string } {
  return read(json, FILTER);
}

/** Reads the filter of requests that filter the events of one room, such as `/messages`. */
export function parseRoomEventFilter(json: JsonValue): RoomEventFilter | { readonly error: string } {
  return read(json, ROOM_EVENT_FILTER);
}

function read<T>(json: JsonValue, part: Part): T | { readonly error: string } {
  if (!isJsonObject(json)) return { error: 'A filter is an object' };
  const { members, wrong } = readPart(json, part);
  return wrong === undefined ? (members as T) : { error: `Filter has an invalid ${wrong}` };
}

/** @returns `wrong`: the path of a member with another value than it may have */
function readPart(json: JsonObject, part: Part): { readonly members: JsonObject; readonly wrong?: string } {
  const members: JsonObject = {};
  for (const [name, expected] of Object.entries(part)) {
    const value = fieldOf(json, name);
    if (value === undefined || value === null) continue;
    if (typeof expected === 'function' ? !expected(value) : !isJsonObject(value)) return { members, wrong: name };
    members[name] = value;
    if (typeof expected === 'function' || !isJsonObject(value)) continue;
    const inner = readPart(value, expected);
    if (inner.wrong !== undefined) return { members, wrong: `${name}.${inner.wrong}` };
    members[name] = inner.members;
  }
  return { members };
}

function listOf(isEntry: (text: string) => boolean): Check {
  const accepts = (entry: JsonValue) =>
    typeof entry === 'string' && entry.length <= FILTER_ENTRY_CHARACTERS_MAX && isEntry(entry);
  return (value) => isJsonList(value, FILTER_LIST_MAX) && value.every(accepts);
}

function isJsonList(value: JsonValue, entriesMax: number): value is JsonValue[] {
  return Array.isArray(value) && value.length <= entriesMax;
}

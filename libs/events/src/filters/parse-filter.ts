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

const isFlag: Check = (value) => typeof value === 'boolean';
const isLimit: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
const isFormat: Check = (value) => value === 'client' || value === 'federation';
const isTextList = listOf(() => true);
const isUserList = listOf((text) => parseUserId(text) !== undefined);
const isRoomList = listOf((text) => parseRoomId(text) !== undefined);

const EVENT_FILTER: ReadonlyMap<string, Check> = new Map([
  ['limit', isLimit],
  ['types', isTextList],
  ['not_types', isTextList],
  ['senders', isUserList],
  ['not_senders', isUserList],
]);

const ROOM_EVENT_FILTER: ReadonlyMap<string, Check> = new Map([
  ...EVENT_FILTER,
  ['rooms', isRoomList],
  ['not_rooms', isRoomList],
  ['contains_url', isFlag],
  ['lazy_load_members', isFlag],
  ['include_redundant_members', isFlag],
  ['unread_thread_notifications', isFlag],
]);

const ROOM_FILTER: ReadonlyMap<string, Check> = new Map([
  ['rooms', isRoomList],
  ['not_rooms', isRoomList],
  ['include_leave', isFlag],
]);

const FILTER: ReadonlyMap<string, Check> = new Map([
  ['event_fields', (value) => isTextList(value) && isJsonList(value, FILTER_EVENT_FIELDS_MAX)],
  ['event_format', isFormat],
]);

/**
 * Reads a filter (client-server-api#filtering), or says what is wrong with it. Members that are not specified are
 * allowed and have no effect. Lists have at most 1000 entries, `event_fields` 100.
 */
export function parseFilter(json: JsonValue): Filter | { readonly error: string } {
  if (!isJsonObject(json)) return { error: 'A filter is an object' };
  const wrong = wrongIn(json, FILTER) ?? wrongPart(json, ['presence', 'account_data'], EVENT_FILTER) ?? wrongRoom(json);
  return wrong === undefined ? (json as Filter) : { error: `Filter has an invalid ${wrong}` };
}

/** Reads the filter of requests that filter the events of one room, such as `/messages`. */
export function parseRoomEventFilter(json: JsonValue): RoomEventFilter | { readonly error: string } {
  if (!isJsonObject(json)) return { error: 'A filter is an object' };
  const wrong = wrongIn(json, ROOM_EVENT_FILTER);
  return wrong === undefined ? (json as RoomEventFilter) : { error: `Filter has an invalid ${wrong}` };
}

function wrongRoom(json: JsonObject): string | undefined {
  const room = fieldOf(json, 'room');
  const wrong = wrongPart(json, ['room'], ROOM_FILTER);
  if (wrong !== undefined || !isJsonObject(room)) return wrong;
  const wrongInside = wrongPart(room, ['ephemeral', 'state', 'timeline', 'account_data'], ROOM_EVENT_FILTER);
  return wrongInside && `room.${wrongInside}`;
}

function wrongPart(
  holder: JsonObject,
  names: readonly string[],
  checks: ReadonlyMap<string, Check>,
): string | undefined {
  for (const name of names) {
    const part = fieldOf(holder, name);
    if (part === undefined) continue;
    if (!isJsonObject(part)) return name;
    const wrong = wrongIn(part, checks);
    if (wrong !== undefined) return `${name}.${wrong}`;
  }
  return undefined;
}

function wrongIn(object: JsonObject, checks: ReadonlyMap<string, Check>): string | undefined {
  for (const [name, check] of checks) {
    const value = fieldOf(object, name);
    if (value !== undefined && !check(value)) return name;
  }
  return undefined;
}

function listOf(isEntry: (text: string) => boolean): Check {
  const accepts = (entry: JsonValue) =>
    typeof entry === 'string' && entry.length <= FILTER_ENTRY_CHARACTERS_MAX && isEntry(entry);
  return (value) => isJsonList(value, FILTER_LIST_MAX) && value.every(accepts);
}

function isJsonList(value: JsonValue, entriesMax: number): value is JsonValue[] {
  return Array.isArray(value) && value.length <= entriesMax;
}

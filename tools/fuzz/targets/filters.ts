import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@chappe/crypto';
import {
  applyEventFields,
  type FilterableEvent,
  matchesEventFilter,
  parseFilter,
  parsePropertyPath,
  parseRoomEventFilter,
  type RoomEventFilter,
} from '@chappe/events';
import { matchesGlobPlainly, roomEvents } from '@chappe/events/fixtures';
import type { FuzzTarget } from '../fuzz-target.ts';
import { valuesInVectors } from '../seeds/values-in-vectors.ts';
import { mustHold } from '../violation.ts';
import { readJsonObject } from './read-json-object.ts';

const PATTERN_UNITS_MAX = 200;
const FILTER = {
  event_fields: ['type', 'content.body', 'content.m\\.relates_to', 'sender'],
  event_format: 'client',
  presence: { limit: 10, types: ['m.*'], not_senders: ['@a:a.example'] },
  room: {
    rooms: ['!room:a.example'],
    timeline: { limit: 20, types: ['m.room.*', '*'], not_types: ['*.name'], contains_url: false },
    state: { lazy_load_members: true, senders: ['@alice:a.example'] },
  },
};

/** Filters on junk: an input is a filter and an event. */
export const filters: FuzzTarget = {
  name: 'filters',
  form: 'json',
  dictionary: [
    '*',
    'a',
    'b',
    'm.*',
    '*m*',
    'content.',
    '\\\\.',
    '\\\\\\\\',
    'timeline',
    'not_types',
    'types',
    'event_fields',
  ],
  seeds: () => [
    ...roomEvents()
      .filter(({ rules }) => rules.version === '12')
      .map(({ text }) => `{"filter":${JSON.stringify(FILTER)},"event":${text}}`),
    '{"filter":{"event_fields":["__proto__.a","__proto__","b"]},"event":{"__proto__":{"a":{"b":1}},"b":1}}',
    ...['a*ab*b', '*a*', 'ab**a'].map(
      (pattern) => `{"filter":{"room":{"timeline":{"types":["${pattern}"]}}},"event":{"type":"abab"}}`,
    ),
    ...valuesInVectors()
      .filter((text) => /"(?:not_)?(?:types|senders|rooms)"/.test(text))
      .map((text) => `{"filter":${text},"event":${text}}`),
  ],
  run(input) {
    const value = readJsonObject(input, parseJson);
    if (value === undefined) return 'no case';
    const { filter: filterJson = null, event: eventJson } = value;
    const event = isJsonObject(eventJson) ? eventJson : {};
    const parsed = parseFilter(filterJson);
    if (isRefusal(parsed)) return parsed.error.slice(0, 100);
    mustHold(isJsonObject(filterJson), 'A filter is an object');
    checkFields(event, parsed.event_fields ?? []);
    const timeline = isJsonObject(filterJson['room']) ? filterJson['room']['timeline'] : undefined;
    return `${checkMatch(isJsonObject(timeline) ? timeline : {}, event)} ${String(parsed.event_fields?.length)}`;
  },
};

/** A filter may have any member, one called `error` too. */
function isRefusal(parsed: ReturnType<typeof parseFilter>): parsed is { readonly error: string } {
  return 'error' in parsed && Object.keys(parsed).length === 1 && typeof parsed.error === 'string';
}

function checkFields(event: JsonObject, fields: readonly string[]): void {
  const kept = applyEventFields(event, fields);
  for (const path of fields.map(parsePropertyPath)) {
    mustHold(isDeepStrictEqual(propertyAt(kept, path), propertyAt(event, path)), 'What fields name is there');
  }
  mustHold(isPartOf(kept, event), 'Only properties of the event are left');
  mustHold(
    isDeepStrictEqual(applyEventFields(event, fields.toReversed()), kept),
    'The order of fields does not matter',
  );
  mustHold(isDeepStrictEqual(applyEventFields(kept, fields), kept), 'What was kept stays');
}

function propertyAt(value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  return isJsonObject(value) && Object.hasOwn(value, name) ? propertyAt(value[name], rest) : undefined;
}

function isPartOf(part: JsonValue, whole: JsonValue | undefined): boolean {
  if (!isJsonObject(part) || !isJsonObject(whole)) return isDeepStrictEqual(part, whole);
  return Object.entries(part).every(([key, value]) => Object.hasOwn(whole, key) && isPartOf(value, whole[key]));
}

function checkMatch(filter: JsonObject, event: JsonObject): string {
  const read = parseRoomEventFilter(filter);
  if ('error' in read) return 'no room event filter';
  const { type, sender, room_id: roomId, content } = event;
  const filterable: FilterableEvent = {
    type: typeof type === 'string' ? type : '',
    ...(typeof sender === 'string' && { sender }),
    ...(typeof roomId === 'string' && { roomId }),
    hasUrl: isJsonObject(content) && Object.hasOwn(content, 'url'),
  };
  const matches = matchesEventFilter(read, filterable);
  if (isShort(read, filterable)) mustHold(matches === naiveMatch(read, filterable), 'A filter includes what it says');
  return matches ? 'matches' : 'does not match';
}

function isShort({ types = [], not_types: notTypes = [] }: RoomEventFilter, { type }: FilterableEvent): boolean {
  return [type, ...types, ...notTypes].every((text) => text.length <= PATTERN_UNITS_MAX);
}

/** client-server-api#filtering, list by list. */
function naiveMatch(filter: RoomEventFilter, event: FilterableEvent): boolean {
  const { type, sender, roomId, hasUrl } = event;
  // Question marks are no wildcards here.
  const isType = (pattern: string): boolean => matchesGlobPlainly(pattern, type, '');
  const { types = ['*'], not_types: notTypes = [], contains_url: containsUrl = hasUrl } = filter;
  const byType = types.some(isType) && !notTypes.some(isType);
  const bySender = isAmong(sender ?? '', filter.senders, filter.not_senders);
  const byRoom = roomId === undefined || isAmong(roomId, filter.rooms, filter.not_rooms);
  return byType && bySender && byRoom && containsUrl === hasUrl;
}

function isAmong(value: string, included: readonly string[] = [value], excluded: readonly string[] = []): boolean {
  return included.includes(value) && !excluded.includes(value);
}

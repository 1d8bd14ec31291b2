import assert from 'node:assert/strict';
import { isJsonObject, type JsonObject, parseJson } from '@chappe/crypto';
import { type FilterableEvent, parseFilter, parseRoomEventFilter } from '@chappe/events';
import { checkEventFields, checkEventFilter, roomEvents } from '@chappe/events/fixtures';
import type { FuzzTarget } from '../fuzz-target.ts';
import { valuesInVectors } from '../seeds/values-in-vectors.ts';
import { readJsonObject } from './read-json-object.ts';

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
    if ('error' in parsed) return parsed.error.slice(0, 100);
    assert(isJsonObject(filterJson), 'A filter is an object');
    checkEventFields(event, parsed.event_fields ?? []);
    const timeline = isJsonObject(filterJson['room']) ? filterJson['room']['timeline'] : undefined;
    return `${checkMatch(isJsonObject(timeline) ? timeline : {}, event)} ${String(parsed.event_fields?.length)}`;
  },
};

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
  return checkEventFilter(read, filterable) ? 'matches' : 'does not match';
}

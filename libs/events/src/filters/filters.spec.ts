import type { JsonValue } from '@chappe/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePropertyPath } from '../content/parse-property-path.js';
import { applyEventFields } from './apply-event-fields.js';
import { checkEventFields, checkEventFilter, isTypePlainly } from './fixtures/check-filter.js';
import { matchesEventFilter } from './matches-event-filter.js';
import type { RoomEventFilter } from './filter.js';
import { parseFilter, parseRoomEventFilter } from './parse-filter.js';
import { Wildcard } from './wildcard.js';

const matchesWildcard = (pattern: string, text: string) => new Wildcard(pattern).matches(text);

describe('an event filter', () => {
  const event = { type: 'm.room.message', sender: '@a:b', roomId: '!r:b', hasUrl: false };

  it('includes all events when it is empty', () => {
    expect(matchesEventFilter({}, event)).toBe(true);
  });

  it('includes only listed types, and nothing for an empty list', () => {
    expect(matchesEventFilter({ types: ['m.room.name', 'm.room.message'] }, event)).toBe(true);
    expect(matchesEventFilter({ types: ['m.room.name'] }, event)).toBe(false);
    expect(matchesEventFilter({ types: [] }, event)).toBe(false);
  });

  it('excludes a type even when it is listed in types', () => {
    expect(matchesEventFilter({ types: ['m.room.*'], not_types: ['*message'] }, event)).toBe(false);
    expect(matchesEventFilter({ not_types: ['m.room.name'] }, event)).toBe(true);
  });

  it('includes and excludes senders', () => {
    expect(matchesEventFilter({ senders: ['@a:b'] }, event)).toBe(true);
    expect(matchesEventFilter({ senders: ['@c:b'] }, event)).toBe(false);
    expect(matchesEventFilter({ senders: ['@a:b'], not_senders: ['@a:b'] }, event)).toBe(false);
    expect(matchesEventFilter({ senders: ['@*'] }, event)).toBe(false);
  });

  it('includes and excludes rooms', () => {
    expect(matchesEventFilter({ rooms: ['!r:b'] }, event)).toBe(true);
    expect(matchesEventFilter({ rooms: ['!other:b'] }, event)).toBe(false);
    expect(matchesEventFilter({ not_rooms: ['!r:b'] }, event)).toBe(false);
    expect(matchesEventFilter({ rooms: ['!other:b'] }, { type: 'm.tag' })).toBe(true);
  });

  it('includes or excludes events with a url key in their content', () => {
    expect(matchesEventFilter({ contains_url: true }, event)).toBe(false);
    expect(matchesEventFilter({ contains_url: false }, event)).toBe(true);
    expect(matchesEventFilter({ contains_url: true }, { ...event, hasUrl: true })).toBe(true);
  });

  it('matches * to any sequence of characters', () => {
    expect(matchesWildcard('*', '')).toBe(true);
    expect(matchesWildcard('m.*.x', 'm.x')).toBe(false);
    expect(matchesWildcard('a*b*a', 'aba')).toBe(true);
    expect(matchesWildcard('a*ab', 'ab')).toBe(false);
    expect(matchesWildcard('m.room.?', 'm.room.a')).toBe(false);
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(texts, texts, (pattern, text) => {
        expect(matchesWildcard(pattern, text)).toBe(isTypePlainly(pattern, text));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('any event filter', () => {
  const letters = fc.constantFrom('a', 'b');
  const ids = fc.option(fc.array(letters, { maxLength: 2 }), { nil: undefined });
  const types = fc.option(fc.array(fc.constantFrom('m.a', 'm.b', 'm.*', '*a', '*', 'm.a*'), { maxLength: 2 }), {
    nil: undefined,
  });
  const filters = fc.record({
    types,
    not_types: types,
    senders: ids,
    not_senders: ids,
    rooms: ids,
    not_rooms: ids,
    contains_url: fc.option(fc.boolean(), { nil: undefined }),
  });
  const events = fc.record({
    type: fc.constantFrom('m.a', 'm.b', 'x'),
    sender: letters,
    roomId: letters,
    hasUrl: fc.boolean(),
  });

  it('includes what is in every list, or the list absent, and in no list of exclusions', () => {
    fc.assert(
      fc.property(filters, events, (filter, event) => void checkEventFilter(filter as RoomEventFilter, event)),
      { numRuns: 1000 },
    );
  });

  it.each(['*'.repeat(1024), '*m'.repeat(512), 'm.*'.repeat(341), `${'*.*m'.repeat(255)}x`])(
    'answers for a list of hostile patterns',
    (pattern) => {
      const filter = { types: Array.from({ length: 1000 }, () => pattern) };
      const type = 'm.'.repeat(127);
      for (let event = 0; event < 100; event++) {
        expect(matchesEventFilter(filter, { type })).toBe(pattern === '*'.repeat(1024));
      }
    },
  );
});

describe('reading a filter', () => {
  const example = {
    room: {
      state: { types: ['m.room.*'], not_rooms: ['!726s6s6q:example.com'] },
      timeline: { limit: 10, types: ['m.room.message'], not_senders: ['@spam:example.com'], lazy_load_members: true },
      ephemeral: { types: ['m.receipt', 'm.typing'] },
      include_leave: true,
    },
    presence: { types: ['m.presence'], not_senders: ['@alice:example.com'] },
    event_format: 'client',
    event_fields: ['type', 'content', 'sender'],
  };

  it('accepts the example of the specification', () => {
    expect(parseFilter(example)).toEqual(example);
    expect(parseRoomEventFilter({ types: [], limit: 1 })).toEqual({ types: [], limit: 1 });
  });

  it('leaves out what is not specified, also a member that is called error', () => {
    const unknown = { error: 'none', 'org.example.unknown': 1 };
    expect(parseFilter({ ...unknown, room: { ...unknown, state: unknown } })).toEqual({ room: { state: {} } });
    expect(parseRoomEventFilter({ ...unknown, limit: 1 })).toEqual({ limit: 1 });
  });

  it.each([
    [{ room: null, presence: null, event_fields: null, event_format: null }, {}],
    [{ room: { rooms: null, include_leave: null, timeline: null, state: {} } }, { room: { state: {} } }],
    [
      { room: { timeline: { types: null, not_senders: null, limit: null }, state: { lazy_load_members: null } } },
      { room: { timeline: {}, state: {} } },
    ],
  ])('takes null for a member that is not there in %j', (filter, read) => {
    expect(parseFilter(filter)).toEqual(read);
  });

  it('takes a limit of zero in every part', () => {
    const none = { limit: 0 };
    const filter = {
      presence: none,
      account_data: none,
      room: { timeline: none, state: none, ephemeral: none, account_data: none },
    };
    expect(parseFilter(filter)).toEqual(filter);
    expect(parseRoomEventFilter(none)).toEqual(none);
  });

  it.each([
    ['presence', { presence: 'not_an_object' }],
    ['room', { room: [] }],
    ['room.timeline', { room: { timeline: 'not_an_object' } }],
    ['room.rooms', { room: { rooms: ['not_an_id'] } }],
    ['room.timeline.rooms', { room: { timeline: { rooms: ['not_a_room_id'] } } }],
    ['room.timeline.senders', { room: { timeline: { senders: ['not_a_sender_id'] } } }],
    ['room.timeline.limit', { room: { timeline: { limit: -1 } } }],
    ['room.state.types', { room: { state: { types: [1] } } }],
    ['room.state.types', { room: { state: { types: [null] } } }],
    ['room.state.types', { room: { state: { types: Array.from({ length: 1001 }, () => 'x') } } }],
    ['event_format', { event_format: 'other' }],
    ['event_fields', { event_fields: 'type' }],
    ['event_fields', { event_fields: [1] }],
    ['event_fields', { event_fields: Array.from({ length: 101 }, () => 'type') }],
    ['account_data.not_types', { account_data: { not_types: 'm.tag' } }],
    ['room.not_rooms', { room: { not_rooms: ['@a:b'] } }],
    ['room.ephemeral.types', { room: { ephemeral: { types: ['x'.repeat(1025)] } } }],
    ['room.state.lazy_load_members', { room: { state: { lazy_load_members: 'true' } } }],
    ['room.state.include_redundant_members', { room: { state: { include_redundant_members: 1 } } }],
    ['room.timeline.unread_thread_notifications', { room: { timeline: { unread_thread_notifications: 'x' } } }],
    ['room.timeline.contains_url', { room: { timeline: { contains_url: 'x' } } }],
    ['presence.limit', { presence: { limit: 1.5 } }],
    ['room.include_leave', { room: { include_leave: 1 } }],
  ])('refuses an invalid %s', (what, filter) => {
    expect(parseFilter(filter)).toEqual({ error: `Filter has an invalid ${what}` });
  });

  it.each([null, 5, 'x', [], true])('refuses %j', (json) => {
    expect(parseFilter(json)).toHaveProperty('error');
    expect(parseRoomEventFilter(json)).toHaveProperty('error');
  });
});

describe('event fields', () => {
  const event = { type: 'x', content: { body: 'b', 'm.relates_to': { rel_type: 'r', key: 'k' }, 'a\\b': 1 } };

  it('includes the property at a dot-separated path', () => {
    expect(applyEventFields(event, ['content.body'])).toEqual({ content: { body: 'b' } });
    expect(applyEventFields(event, ['type', 'content.m\\.relates_to.key', 'content.a\\\\b'])).toEqual({
      type: 'x',
      content: { 'm.relates_to': { key: 'k' }, 'a\\b': 1 },
    });
  });

  it('includes whole objects whatever the order of the fields', () => {
    expect(applyEventFields(event, ['content', 'content.body'])).toEqual({ content: event.content });
    expect(applyEventFields(event, ['content.body', 'content'])).toEqual({ content: event.content });
  });

  it('ignores paths that lead nowhere', () => {
    const fields = ['nothing', 'content.nothing', 'type.x', '', '__proto__.x', 'constructor.name'];
    expect(applyEventFields(event, fields)).toEqual({});
  });

  it('takes a path to a part and one to the whole for the whole', () => {
    const fields = ['content.m\\.relates_to.key', 'content.m\\.relates_to', 'content.m\\.relates_to.rel_type'];
    expect(applyEventFields(event, fields)).toEqual({
      content: { 'm.relates_to': { rel_type: 'r', key: 'k' } },
    });
  });

  it('keeps a property that is named like what every object has', () => {
    const odd = JSON.parse('{"__proto__":{"x":1},"content":{"constructor":2}}') as { [name: string]: never };
    const kept = applyEventFields(odd, ['__proto__.x', 'content.constructor']);
    expect(JSON.stringify(kept)).toBe('{"__proto__":{"x":1},"content":{"constructor":2}}');
  });

  it('does not look into arrays, and keeps values of every kind', () => {
    const list = { content: { list: [{ a: 1 }], none: null, no: false, empty: {} } };
    expect(applyEventFields(list, ['content.list.0', 'content.list.a', 'content.empty.x'])).toEqual({});
    const all = ['content.list', 'content.none', 'content.no', 'content.empty'];
    expect(applyEventFields(list, all)).toEqual(list);
  });

  it('answers for hostile paths', () => {
    const fields = Array.from({ length: 100 }, (_, index) => `${'a.'.repeat(index + 400)}b`);
    let deep = {};
    for (let depth = 0; depth < 90; depth++) deep = { a: deep };
    expect(applyEventFields(deep, fields)).toEqual({});
  });

  it('are what they name of any event, and nothing else, in any order', () => {
    const name = fc.constantFrom('a', 'b', 'a.b', 'a\\', '__proto__', '');
    const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(1, null, 'x'),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    const events = fc.dictionary(name, value, { noNullPrototype: true });
    const field = fc.array(fc.constantFrom('a', 'b', '.', '\\', '__proto__'), { maxLength: 6 });
    fc.assert(
      fc.property(events, fc.array(field, { maxLength: 4 }), (event, fields) => {
        const names = fields.map((pieces) => pieces.join(''));
        checkEventFields(event, names);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves the event as it is', () => {
    const copy = structuredClone(event);
    applyEventFields(event, ['content', 'content.body', 'type']);
    expect(event).toEqual(copy);
  });

  it('reads escapes as the appendices say', () => {
    expect(parsePropertyPath('content.m\\.relates_to')).toEqual(['content', 'm.relates_to']);
    expect(parsePropertyPath('content.m\\\\foo')).toEqual(['content', 'm\\foo']);
    expect(parsePropertyPath('a\\x.b\\')).toEqual(['a\\x', 'b\\']);
  });
});

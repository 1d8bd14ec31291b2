import { canonicalJson, type JsonObject, type JsonValue } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import { ROOM_VERSIONS, roomVersionRules } from '../room-versions/room-versions.js';
import { bareEvent, signedEvent } from './fixtures/received-event.js';
import { readPdu } from './read-pdu.js';
import { EVENT_TEXT_LENGTH_MAX } from './receive-event.limits.js';

const VERSIONS = ROOM_VERSIONS.map(({ version }) => version);
const OLD = ['1', '2'];
const HASHED = VERSIONS.filter((version) => !OLD.includes(version));
const CANONICAL = HASHED.filter((version) => Number(version) >= 6);
const HASH = 'A'.repeat(43);

function read(version: string, text: string): string {
  const reading = readPdu(text, roomVersionRules(version)!);
  return 'reason' in reading ? reading.reason : 'valid';
}

/** The text of an event with this member as JSON; its hash and signatures are empty, which this check does not mind. */
function textWith(version: string, member: string, json: string | undefined): string {
  const event: JsonObject = { ...bareEvent(version), hashes: { sha256: '' }, signatures: {} };
  const others = Object.entries(event).filter(([name]) => name !== member);
  const members = others.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${[...members, ...(json === undefined ? [] : [`${JSON.stringify(member)}:${json}`])].join(',')}}`;
}

function readWith(version: string, member: string, value: JsonValue | undefined): string {
  return read(version, textWith(version, member, value === undefined ? undefined : JSON.stringify(value)));
}

const MEMBERS: readonly [member: string, good: (JsonValue | undefined)[], bad: (JsonValue | undefined)[]][] = [
  ['type', ['', 'x'.repeat(255), 'é'.repeat(127)], [undefined, null, 1, {}, 'x'.repeat(256), 'é'.repeat(128)]],
  ['state_key', [undefined, '', 'x'.repeat(255)], [null, 1, {}, 'x'.repeat(256), 'é'.repeat(128)]],
  ['content', [{}, { body: 1 }], [undefined, null, 'x', [], 1]],
  ['hashes', [{ sha256: '' }, { sha256: 'a', md5: 1 }], [undefined, null, [], {}, { sha256: 1 }, { md5: 'x' }]],
  ['signatures', [{}, { a: {} }, { a: { b: 'x' } }], [undefined, [], { a: [] }, { a: null }, { a: { b: 1 } }]],
  ['unsigned', [undefined, {}, { age: 'x' }], [null, [], 1]],
  ['sender', ['@u:domain', '@:domain', '@Čížek 🐦:domain'], [undefined, 1, '@u', '@u:', '@u:a b', '@u\0:domain']],
  ['origin_server_ts', [0, 1, -1, 2 ** 53 - 1], [undefined, null, '1', {}, true]],
  ['depth', [0, 1, 2 ** 53 - 1], [undefined, null, '1', -1, [], false]],
  ['prev_events', [[]], [undefined, null, {}, 'x', [1], [null], [[]], ['x'], ['$']]],
  ['auth_events', [[]], [undefined, null, {}, 'x', [1], [null], [[]], ['x'], ['$']]],
  ['redacts', [undefined, '$x', ''], []],
  ['origin', [undefined, 'domain', 1, {}], []],
  ['unknown', [null, [1], { a: {} }], []],
];

describe.each(MEMBERS)('the member %s', (member, good, bad) => {
  it.each(VERSIONS)('has the type that the event format of version %s gives it', (version) => {
    for (const value of good) expect(readWith(version, member, value), JSON.stringify(value)).toBe('valid');
    for (const value of bad) expect(readWith(version, member, value), JSON.stringify(value)).toContain(member);
  });
});

describe('redacts', () => {
  it('is a string at the top level before version 11, and any unknown member from then on', () => {
    for (const version of VERSIONS) {
      expect(readWith(version, 'redacts', 5)).toBe(Number(version) < 11 ? 'redacts is not a string' : 'valid');
    }
  });
});

describe('room_id', () => {
  const create = (version: string) => JSON.parse(textWith(version, 'type', '"m.room.create"')) as JsonObject;
  const { room_id: _none, ...withoutRoom } = create('12');

  it.each(VERSIONS)('is a room ID of version %s', (version) => {
    const [good, bad] = version === '12' ? [`!${HASH}`, '!r:domain'] : ['!r:domain', `!${HASH}`];
    expect(readWith(version, 'room_id', good)).toBe('valid');
    for (const value of [bad, '!r', 'r:domain', '', 1, null, undefined]) {
      expect(readWith(version, 'room_id', value)).toContain('room_id');
    }
  });

  it('may be absent from the create event of version 12 alone', () => {
    expect(read('12', JSON.stringify(withoutRoom))).toBe('valid');
    expect(read('12', JSON.stringify({ ...withoutRoom, type: 'm.room.member' }))).toContain('room_id');
    const { room_id: _gone, ...before } = create('11');
    expect(read('11', JSON.stringify(before))).toContain('room_id');
  });

  it('in the create event of version 12 is left to the authorisation rules', () => {
    expect(read('12', JSON.stringify(create('12')))).toBe('valid');
    expect(read('12', JSON.stringify({ ...withoutRoom, room_id: null }))).toContain('room_id');
  });
});

describe('event_id', () => {
  it.each(OLD)('is an event ID with a domain in version %s', (version) => {
    expect(readWith(version, 'event_id', '$x:domain:8448')).toBe('valid');
    for (const value of [undefined, null, 1, '', '$x', 'x:domain', '$x:', `$${'x'.repeat(255)}:domain`]) {
      expect(readWith(version, 'event_id', value)).toContain('event_id');
    }
  });

  it.each(HASHED)('is a member like any unknown one in version %s', (version) => {
    for (const value of ['$x:domain', 1, {}]) expect(readWith(version, 'event_id', value)).toBe('valid');
  });
});

describe('graph edges', () => {
  it.each(OLD)('are pairs of event ID and hash in version %s', (version) => {
    const good = ['$e:domain', { sha256: 'x' }];
    expect(readWith(version, 'prev_events', [good, good])).toBe('valid');
    const bad = ['$e:domain', ['$e:domain'], ['$e:domain', {}], ['$e', { sha256: 'x' }], [...good, {}]];
    for (const edge of bad) expect(readWith(version, 'auth_events', [good, edge])).toContain('auth_events');
  });

  it.each(HASHED)('are event IDs of the room version in version %s', (version) => {
    const [good, bad] = version === '3' ? ['/', '_'] : ['_', '/'];
    expect(readWith(version, 'prev_events', [`$${HASH.slice(1)}${good}`])).toBe('valid');
    for (const edge of [`$${HASH.slice(1)}${bad}`, '$e:domain', ['$e:domain', { sha256: 'x' }], `$${HASH}=`]) {
      expect(readWith(version, 'prev_events', [edge])).toContain('prev_events');
    }
  });

  it.each(VERSIONS)('number at most 20 and 10 in version %s, and may repeat', (version) => {
    const [edge] = bareEvent(version)['prev_events'] as JsonValue[];
    const edges = (count: number) => Array.from({ length: count }, () => edge!);
    expect(readWith(version, 'prev_events', edges(20))).toBe('valid');
    expect(readWith(version, 'prev_events', edges(21))).toContain('more than 20');
    expect(readWith(version, 'auth_events', edges(10))).toBe('valid');
    expect(readWith(version, 'auth_events', edges(11))).toContain('more than 10');
  });
});

describe('integers', () => {
  const MAX_64 = '9223372036854775807';

  it.each(['1', '5'])('have 64 bits in version %s', (version) => {
    for (const good of [MAX_64, '9007199254740992'])
      expect(read(version, textWith(version, 'depth', good))).toBe('valid');
    for (const bad of ['9223372036854775808', '-1', '-9007199254740993', '1.0', '1.5e1', '1e400', '9'.repeat(60_000)]) {
      expect(read(version, textWith(version, 'depth', bad)), bad.slice(0, 30)).toContain('depth');
    }
    expect(read(version, textWith(version, 'origin_server_ts', '-9223372036854775808'))).toBe('valid');
    expect(read(version, textWith(version, 'origin_server_ts', '-9223372036854775809'))).toContain('origin_server_ts');
  });

  it.each(CANONICAL)('are those of canonical JSON in version %s, everywhere', (version) => {
    for (const bad of [MAX_64, '1.0', '1e3', '-0']) {
      expect(read(version, textWith(version, 'depth', bad))).not.toBe('valid');
      expect(read(version, textWith(version, 'unsigned', `{"age":[${bad}]}`))).not.toBe('valid');
    }
  });
});

describe('an event', () => {
  it.each(['', '{', 'null', '[]', '"x"', '1', '{}', '{"type":"x"}', '\ufeff{}', '{"a":"\\ud800"}'])(
    'is not %j',
    (text) => {
      for (const version of VERSIONS) expect(read(version, text)).not.toBe('valid');
    },
  );

  it('has 65536 bytes of canonical JSON at most, signatures included and unsigned not', () => {
    const sized = (bytes: number): JsonObject =>
      signedEvent('12', { content: { body: 'é'.repeat(10), pad: 'x'.repeat(bytes) } });
    const overhead = Buffer.byteLength(canonicalJson(sized(0)));
    const largest = sized(65_536 - overhead);
    expect(read('12', JSON.stringify({ ...largest, unsigned: { age: 1 } }, undefined, 4))).toBe('valid');
    expect(read('12', JSON.stringify(sized(65_537 - overhead)))).toContain('65536');
    expect(
      read('12', JSON.stringify({ ...largest, signatures: { ...(largest['signatures'] as JsonObject), a: {} } })),
    ).toContain('65536');
    const text = JSON.stringify(sized(0));
    expect(read('12', text.padEnd(EVENT_TEXT_LENGTH_MAX))).toBe('valid');
    expect(read('12', text.padEnd(EVENT_TEXT_LENGTH_MAX + 1))).toContain('too large');
  });

  it('is nested at most 1,000 levels deep', () => {
    const nested = (levels: number) =>
      JSON.stringify(bareEvent('12'))
        .replace('"tea"', `${'['.repeat(levels)}${']'.repeat(levels)}`)
        .replace('{', '{"hashes":{"sha256":""},"signatures":{},');
    expect(read('12', nested(998))).toBe('valid');
    expect(read('12', nested(999))).toContain('nested');
    expect(read('1', nested(30_000))).toContain('nested');
  });
});

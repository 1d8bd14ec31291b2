import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVectors, type Vector } from '../fixtures/read-vectors.js';
import { parseDeviceId } from './device-id.js';
import { isEventIdOf, parseEventId } from './event-id.js';
import { checkIdentifier } from './fixtures/check-identifier.js';
import { parseRoomAlias } from './room-alias.js';
import { isRoomIdOf, parseRoomId } from './room-id.js';
import { serverNameOf } from './server-name-of.js';
import { parseServerName } from './server-name.js';
import { localpartOf, parseNewLocalpart, parseUserId, type UserId } from './user-id.js';

interface IdentifierVector extends Vector {
  readonly kind: string;
  readonly valid: readonly string[];
  readonly invalid: readonly string[];
}

const PARSERS: Readonly<Record<string, (text: string) => boolean>> = {
  'server name': (text) => parseServerName(text) === text,
  'user ID': (text) => parseUserId(text) === text,
  'new localpart': (text) => parseNewLocalpart(text) === text.toLowerCase(),
  'room ID with domain': (text) => isRoomIdOf(text, 'member'),
  'room ID without domain': (text) => isRoomIdOf(text, 'url_safe_hash'),
  'room alias': (text) => parseRoomAlias(text) === text,
  'event ID of versions 1 and 2': (text) => isEventIdOf(text, 'member'),
  'event ID of version 3': (text) => isEventIdOf(text, 'base64_hash'),
  'event ID from version 4 on': (text) => isEventIdOf(text, 'url_safe_hash'),
  'event ID': (text) => parseEventId(text) === text,
};

describe('the grammar of identifiers', () => {
  it.each(readVectors<IdentifierVector>('identifiers'))('$title', ({ kind, valid, invalid }) => {
    const accepts = PARSERS[kind];
    for (const text of valid) expect(accepts?.(text), JSON.stringify(text)).toBe(true);
    for (const text of invalid) expect(accepts?.(text), JSON.stringify(text)).toBe(false);
  });

  it('of room IDs and event IDs covers those of all room versions', () => {
    const vectors = readVectors<IdentifierVector>('identifiers');
    const idsOf = (kind: string) =>
      vectors.filter((vector) => vector.kind.startsWith(kind)).flatMap(({ valid }) => valid);
    expect(idsOf('room ID').filter((text) => parseRoomId(text) === undefined)).toEqual([]);
    expect(idsOf('event ID').filter((text) => parseEventId(text) === undefined)).toEqual([]);
  });

  it.each(['!', '', 'abc', '#abc:example.org', '!abc:', '!abc:ex ample', '!a\0c', '!\ud83d'])(
    'refuses %j as a room ID of any version',
    (id) => {
      expect(parseRoomId(id)).toBeUndefined();
    },
  );
});

describe('identifiers', () => {
  it('are split at the first colon', () => {
    const id = '@alice:[::1]:8448' as UserId;
    expect([localpartOf(id), serverNameOf(id)]).toEqual(['alice', '[::1]:8448']);
  });

  it('of new users are in small letters', () => {
    expect(parseNewLocalpart('Alice.Smith')).toBe('alice.smith');
  });

  it('of devices have no control characters', () => {
    expect(parseDeviceId('ABCDEFGHIJ')).toBeDefined();
    expect(parseDeviceId('Léa’s phone')).toBeDefined();
    expect(parseDeviceId('')).toBeUndefined();
    expect(parseDeviceId('a\nb')).toBeUndefined();
    expect(parseDeviceId('a'.repeat(256))).toBeUndefined();
  });

  it('are accepted as the grammar has it, and left alone', () => {
    const sigil = fc.constantFrom('@', '!', '#', '$', '');
    const part = fc.constantFrom(
      'a',
      'B',
      '.',
      '-',
      ':',
      '[',
      ']',
      '::',
      '1',
      '255',
      '08',
      '999',
      '\\',
      '\0',
      'é',
      '=',
    );
    const host = fc.constantFrom('a.example', '1.2.3.4', '256.1.1.1', '[::1]', '[1:2::3.4.5.6]', '[::1', 'x_y', '');
    const port = fc.constantFrom('', ':', ':1', ':65536', ':123456', ':x');
    const parts = fc.array(part, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const long = fc.nat({ max: 260 }).map((count) => 'x'.repeat(count));
    const named = fc.tuple(sigil, fc.oneof(parts, long), fc.constantFrom(':', ''), fc.oneof(host, parts), port);
    fc.assert(
      fc.property(named, (pieces) => void checkIdentifier(pieces.join(''))),
      { numRuns: 2000 },
    );
  });
});

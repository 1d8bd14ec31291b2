import { describe, expect, it } from 'vitest';
import { parseDeviceId } from './device-id.js';
import { parseEventId } from './event-id.js';
import { parseRoomAlias } from './room-alias.js';
import { parseRoomId } from './room-id.js';
import { serverNameOf } from './server-name-of.js';
import { parseServerName } from './server-name.js';
import { localpartOf, parseNewLocalpart, parseUserId, type UserId } from './user-id.js';

const LONE_SURROGATE = '\ud83d';

describe('server names', () => {
  it.each([
    'matrix.org',
    'matrix.org:8888',
    '1.2.3.4',
    '1.2.3.4:1234',
    '[1234:5678::abcd]',
    '[1234:5678::abcd]:5678',
    '[::]',
    '[::1]',
    '[1:2:3:4:5:6:7:8]',
    '[::ffff:1.2.3.4]',
    '[1:2:3:4:5:6:1.2.3.4]',
    'localhost',
    'MATRIX.org',
  ])('accepts %s', (name) => {
    expect(parseServerName(name)).toBe(name);
  });

  it.each([
    '',
    ':8448',
    'matrix.org:',
    'matrix.org:123456',
    'matrix.org:port',
    'matrix org',
    'matrix_org',
    'mätrix.org',
    '1.2.3.256',
    '[1234::5678::abcd]',
    '[1:2:3:4:5:6:7]',
    '[1:2:3:4:5:6:7:8:9]',
    '[1:2:3:4::5:6:7:8]',
    '[12345::]',
    '[1.2.3.4::]',
    '[:]',
    '[::1',
    '::1',
    'matrix.org/path',
    'a\0b',
    'a'.repeat(256),
  ])('refuses %j', (name) => {
    expect(parseServerName(name)).toBeUndefined();
  });
});

describe('user identifiers', () => {
  it.each(['@alice:example.org', '@a.b_c=d-e/f+g:example.org:8448', '@alice:[::1]:8448'])('accepts %s', (id) => {
    expect(parseUserId(id)).toBe(id);
  });

  it.each(['@:example.org', '@Alice:example.org', '@čížek 🐦:example.org', '@\u0001:example.org'])(
    'accepts the historical user ID %j',
    (id) => {
      expect(parseUserId(id)).toBe(id);
    },
  );

  it.each([
    '',
    '@',
    '@alice',
    '@alice:',
    'alice:example.org',
    '@a:b:example.org',
    '@a\0:example.org',
    `@${LONE_SURROGATE}:example.org`,
  ])('refuses %j', (id) => {
    expect(parseUserId(id)).toBeUndefined();
  });

  it('must not exceed 255 bytes', () => {
    expect(parseUserId(`@${'a'.repeat(252)}:b`)).toBeDefined();
    expect(parseUserId(`@${'a'.repeat(253)}:b`)).toBeUndefined();
    expect(parseUserId(`@${'é'.repeat(126)}:b`)).toBeDefined();
    expect(parseUserId(`@${'é'.repeat(126)}a:b`)).toBeUndefined();
    expect(parseUserId(`@${'🐦'.repeat(63)}:b`)).toBeDefined();
    expect(parseUserId(`@${'🐦'.repeat(64)}:b`)).toBeUndefined();
  });

  it('splits at the first colon', () => {
    const id = '@alice:[::1]:8448' as UserId;
    expect([localpartOf(id), serverNameOf(id)]).toEqual(['alice', '[::1]:8448']);
  });

  it('downcases the localpart of a new user', () => {
    expect(parseNewLocalpart('Alice.Smith')).toBe('alice.smith');
  });

  it.each(['', 'a b', 'a:b', 'čížek', '\u212a', 'a@b', 'a!'])('refuses %j as the localpart of a new user', (text) => {
    expect(parseNewLocalpart(text)).toBeUndefined();
  });
});

describe('other identifiers', () => {
  it('accepts room IDs with and without a domain', () => {
    expect(parseRoomId('!abc:example.org')).toBeDefined();
    expect(parseRoomId('!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM')).toBeDefined();
  });

  it.each(['!', '', 'abc', '#abc:example.org', '!abc:', '!abc:ex ample', '!a\0c', `!${LONE_SURROGATE}`])(
    'refuses %j as a room ID',
    (id) => {
      expect(parseRoomId(id)).toBeUndefined();
    },
  );

  it('accepts room aliases and needs their domain', () => {
    expect(parseRoomAlias('#čaj a káva:example.org')).toBeDefined();
    expect(parseRoomAlias('#tea')).toBeUndefined();
    expect(parseRoomAlias('#te\0a:example.org')).toBeUndefined();
  });

  it('accepts event IDs with and without a domain', () => {
    expect(parseEventId('$0:domain')).toBeDefined();
    expect(parseEventId('$acR1l0raoZnm60CBwAVgqbZqoO/mYU81xysh1u7XcJk')).toBeDefined();
    expect(parseEventId('$')).toBeUndefined();
    expect(parseEventId(`$${'a'.repeat(255)}`)).toBeUndefined();
  });

  it('accepts device IDs without control characters', () => {
    expect(parseDeviceId('ABCDEFGHIJ')).toBeDefined();
    expect(parseDeviceId('Léa’s phone')).toBeDefined();
    expect(parseDeviceId('')).toBeUndefined();
    expect(parseDeviceId('a\nb')).toBeUndefined();
    expect(parseDeviceId('a'.repeat(256))).toBeUndefined();
  });
});

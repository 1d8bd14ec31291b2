import { describe, expect, it } from 'vitest';
import type { Pdu } from '../content/pdu.js';
import { roomVersionRules } from '../room-versions/room-versions.js';
import { contentHash, eventIdOf, signedText } from './event-hashes.js';

const rulesOf = (version: string) => roomVersionRules(version)!;

const member: Pdu = {
  type: 'm.room.member',
  room_id: '!r:domain',
  sender: '@ü:domain',
  state_key: '@ü:domain',
  content: {
    membership: 'join',
    displayname: 'Ü',
    join_authorised_via_users_server: '@a:domain',
  },
  origin_server_ts: 1_000_000,
  depth: 3,
  prev_events: ['$a'],
  auth_events: ['$b'],
  hashes: { sha256: 'aGFzaA' },
  signatures: { domain: { 'ed25519:1': 'c2ln' } },
  unsigned: { age_ts: 1 },
  membership: 'join',
  origin: 'domain',
  prev_state: [],
  unknown: true,
};

// Each ID is the sha256 of the canonical JSON that the redaction rules of the version leave, written out by hand and
// hashed with another program.
describe('the event ID is the reference hash', () => {
  it.each([
    ['6', '$PNt2XUlPXgG_nEWVRa1USBLPqkwiH8A2-Odul11Y5xs'],
    ['7', '$PNt2XUlPXgG_nEWVRa1USBLPqkwiH8A2-Odul11Y5xs'],
    ['8', '$PNt2XUlPXgG_nEWVRa1USBLPqkwiH8A2-Odul11Y5xs'],
    ['9', '$r2x32oz0BrrRv6-5ujAvwXatrigm7DTXU0PR-M9_zYw'],
    ['10', '$r2x32oz0BrrRv6-5ujAvwXatrigm7DTXU0PR-M9_zYw'],
    ['11', '$cwJ1NxVkYpEg3InXEHo0TGQaJ331Ie9KRT4hrZBgS4Y'],
    ['12', '$cwJ1NxVkYpEg3InXEHo0TGQaJ331Ie9KRT4hrZBgS4Y'],
  ])('in version %s', (version, eventId) => {
    expect(eventIdOf(member, rulesOf(version))).toBe(eventId);
  });

  it('of a create event without room_id in version 12', () => {
    const { room_id: _none, ...rest } = member;
    const create: Pdu = {
      ...rest,
      type: 'm.room.create',
      sender: '@a:domain',
      state_key: '',
      content: { room_version: '12', additional_creators: ['@b:domain'] },
      depth: 1,
      prev_events: [],
      auth_events: [],
    };
    expect(eventIdOf(create, rulesOf('12'))).toBe('$CaoWWU7hufSrqFBlqQGtljQDHl9YeyIOi2uONaXEmZc');
  });

  it('covers neither signatures nor unsigned', () => {
    const others = { ...member, signatures: {}, unsigned: { other: 1 } };
    expect(signedText(others, rulesOf('12'))).toBe(signedText(member, rulesOf('12')));
  });
});

describe('the content hash', () => {
  it('covers unknown members, and neither hashes, signatures nor unsigned', () => {
    const { unsigned: _unsigned, ...bare } = member;
    expect(contentHash({ ...bare, hashes: {}, signatures: {} })).toBe(contentHash(member));
    expect(contentHash({ ...member, unknown: false })).not.toBe(contentHash(member));
  });

  it('covers a member called __proto__', () => {
    const odd = JSON.parse(JSON.stringify(member).replace('"unknown"', '"__proto__"')) as Pdu;
    const { unknown: _gone, ...without } = member;
    expect(contentHash(odd)).not.toBe(contentHash(without));
  });
});

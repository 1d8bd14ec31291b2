import {
  canonicalJson,
  importSigningKey,
  parseJson,
  decodeBase64,
  verifyJson,
  importVerifyKey,
  type JsonObject,
} from '@chappe/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GraphEdge, Pdu } from '../content/pdu.js';
import type { EventId } from '../identifiers/event-id.js';
import type { RoomId } from '../identifiers/room-id.js';
import type { ServerName } from '../identifiers/server-name.js';
import { redactPdu } from '../redaction/redact-pdu.js';
import { ROOM_VERSIONS, roomVersionRules } from '../room-versions/room-versions.js';
import { buildEvent } from './build-event.js';
import { contentHash, eventIdOf, graphEdge, referenceHashOf, signedText } from './event-hashes.js';
import type { EventTemplate } from './event-template.js';
import { EventTooLargeError } from './event-too-large-error.js';

const key = importSigningKey(decodeBase64('YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1')!, '1');
const ours = { keyId: key.keyId, verifyKey: importVerifyKey(key.publicKey) };
const serverName = 'domain' as ServerName;
const rulesOf = (version: string) => roomVersionRules(version)!;
const signerOf = (version: string) => ({ serverName, key, rules: rulesOf(version) });

const template: EventTemplate = {
  roomId: '!r:domain' as RoomId,
  type: 'm.room.message',
  sender: '@u:domain',
  content: { body: 'Here is the message content' },
  originServerTs: 1_000_000,
  depth: 3,
  prevEvents: ['$prev'],
  authEvents: ['$auth'],
};

const OLD_EDGE: GraphEdge = ['$prev:domain', { sha256: 'aGFzaA' }];

/** The template as the room version wants it. */
function templateFor(version: string, change: Partial<EventTemplate> = {}): EventTemplate {
  const rules = rulesOf(version);
  const edges = rules.edgesWithHashes && { prevEvents: [OLD_EDGE], authEvents: [OLD_EDGE] };
  const eventId = '$0:domain' as EventId;
  return { ...template, ...edges, ...(rules.eventIds === 'member' && { eventId }), ...change };
}

describe('a new event', () => {
  it.each(ROOM_VERSIONS)('is canonical JSON with hash, signature and reference hash in version $version', (listed) => {
    const { version } = listed;
    const built = buildEvent(templateFor(version, { stateKey: 'k', type: 'm.room.member' }), signerOf(version));
    expect(built.json).toBe(canonicalJson(parseJson(built.json)));
    expect(parseJson(built.json)).toEqual(built.pdu);
    expect(built.pdu.hashes['sha256']).toBe(contentHash(built.pdu));
    expect(built.eventId).toBe(eventIdOf(built.pdu, rulesOf(version)));
    const redacted = parseJson(canonicalJson(JSON.parse(JSON.stringify(redactPdu(built.pdu, rulesOf(version))))));
    expect(verifyJson(redacted as JsonObject, 'domain', ours)).toBe(true);
  });

  it.each(ROOM_VERSIONS)('keeps its event ID and edges when it is redacted in version $version', ({ version }) => {
    const { pdu, eventId } = buildEvent(templateFor(version), signerOf(version));
    const redacted = redactPdu(pdu, rulesOf(version));
    expect(eventIdOf(redacted, rulesOf(version))).toBe(eventId);
    expect(redacted.prev_events).toEqual(pdu.prev_events);
    expect(referenceHashOf(redacted, rulesOf(version))).toBe(referenceHashOf(pdu, rulesOf(version)));
  });

  it.each(['1', '2'])('has the event ID that it was given in version %s, hashed and signed', (version) => {
    const built = buildEvent(templateFor(version), signerOf(version));
    expect(built.eventId).toBe('$0:domain');
    expect(built.pdu.event_id).toBe('$0:domain');
    expect(signedText(built.pdu, rulesOf(version))).toContain('"event_id":"$0:domain"');
    expect(contentHash({ ...built.pdu, event_id: '$1:domain' })).not.toBe(contentHash(built.pdu));
  });

  it('has an ID of standard Base64 in version 3, and of the URL-safe alphabet from version 4 on', () => {
    const bodies = Array.from({ length: 64 }, (_, n) => ({ content: {}, depth: n }));
    const idsIn = (version: string) =>
      bodies.map((change) => buildEvent({ ...template, ...change }, signerOf(version)).eventId);
    expect(idsIn('3').join('')).toMatch(/^[$A-Za-z0-9+/]+$/);
    expect(idsIn('3').map((id) => id.replaceAll('+', '-').replaceAll('/', '_'))).toEqual(idsIn('4'));
    expect(idsIn('3')).not.toEqual(idsIn('4'));
  });

  it('names earlier events by ID, in versions 1 and 2 with their reference hash', () => {
    const { pdu } = buildEvent(templateFor('1'), signerOf('1'));
    const sha256 = referenceHashOf(pdu, rulesOf('1'));
    expect(graphEdge('$0:domain', pdu, rulesOf('1'))).toEqual(['$0:domain', { sha256 }]);
    expect(sha256).toMatch(/^[A-Za-z0-9+/]{43}$/);
    expect(graphEdge('$x', pdu, rulesOf('3'))).toBe('$x');
  });

  it('is a mistake of ours when its template is for another room version', () => {
    expect(() => buildEvent(template, signerOf('1'))).toThrow(RangeError);
    expect(() => buildEvent(templateFor('1'), signerOf('3'))).toThrow(RangeError);
    expect(() => buildEvent({ ...templateFor('1'), prevEvents: ['$prev'] }, signerOf('1'))).toThrow(RangeError);
    expect(() => buildEvent({ ...template, authEvents: [OLD_EDGE] }, signerOf('12'))).toThrow(RangeError);
  });

  it('is canonical for any content', () => {
    const content = fc.dictionary(
      fc.string({ unit: 'binary' }),
      fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
    );
    fc.assert(
      fc.property(content, (made) => {
        const built = buildEvent({ ...template, content: made }, signerOf('11'));
        expect(built.json).toBe(canonicalJson(parseJson(built.json)));
        expect(contentHash(parseJson(built.json) as unknown as Pdu)).toBe(built.pdu.hashes['sha256']);
        expect(eventIdOf(parseJson(built.json) as unknown as Pdu, rulesOf('11'))).toBe(built.eventId);
      }),
    );
  });

  it('names the room when it is the create event of version 12, and has no room_id', () => {
    const create = { ...template, type: 'm.room.create', stateKey: '', prevEvents: [], authEvents: [], depth: 1 };
    const { roomId: _none, ...withoutRoom } = create;
    const built = buildEvent(withoutRoom, signerOf('12'));
    expect(built.roomId).toBe(`!${built.eventId.slice(1)}`);
    expect(built.pdu).not.toHaveProperty('room_id');
    expect(() => buildEvent(create, signerOf('12'))).toThrow(RangeError);
    expect(() => buildEvent(withoutRoom, signerOf('11'))).toThrow(RangeError);
  });

  it('has redacts at the top level before version 11 and in content from then on', () => {
    const redaction = { ...template, type: 'm.room.redaction', content: {}, redacts: '$target' as EventId };
    const before = buildEvent(redaction, signerOf('10'));
    expect(before.pdu).toMatchObject({ redacts: '$target', content: {} });
    expect(parseJson(before.json)).toEqual(before.pdu);
    const since = buildEvent(redaction, signerOf('11'));
    expect(since.pdu.content).toEqual({ redacts: '$target' });
    expect(since.pdu).not.toHaveProperty('redacts');
  });
});

describe('size limits', () => {
  const messageOf = (bytes: number) => ({ ...template, content: { body: 'x'.repeat(bytes) } });
  const overhead = Buffer.byteLength(buildEvent(messageOf(0), signerOf('12')).json);

  it('allows 65536 bytes and refuses one more', () => {
    expect(Buffer.byteLength(buildEvent(messageOf(65_536 - overhead), signerOf('12')).json)).toBe(65_536);
    expect(() => buildEvent(messageOf(65_537 - overhead), signerOf('12'))).toThrow(EventTooLargeError);
  });

  it('counts bytes of UTF-8', () => {
    const content = { body: 'é'.repeat(33_000) };
    expect(() => buildEvent({ ...template, content }, signerOf('12'))).toThrow(EventTooLargeError);
  });

  it.each([
    ['type', { type: 'x'.repeat(256) }],
    ['state_key', { stateKey: 'é'.repeat(128) }],
    ['sender', { sender: `@${'x'.repeat(300)}:domain` }],
    ['event_id', { eventId: `$${'x'.repeat(250)}:domain` as EventId }],
    ['room_id', { roomId: `!${'x'.repeat(300)}:domain` as RoomId }],
  ] as const)('refuses a %s over 255 bytes', (what, change) => {
    expect(() => buildEvent({ ...template, ...change }, signerOf('12'))).toThrow(
      expect.objectContaining({ name: 'EventTooLargeError', what }),
    );
  });

  it('allows fields of 255 bytes', () => {
    expect(buildEvent({ ...template, type: 'x'.repeat(255), stateKey: 'y'.repeat(255) }, signerOf('12'))).toBeDefined();
  });

  it('refuses content whose event would be nested too deeply', () => {
    const content = JSON.parse(`{"a":${'['.repeat(999)}${']'.repeat(999)}}`);
    expect(() => buildEvent({ ...template, content }, signerOf('12'))).toThrow(
      expect.objectContaining({ name: 'JsonError', reason: 'too_deep' }),
    );
  });
});

import { importVerifyKey, type JsonObject } from '@chappe/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildEvent } from '../build-event/build-event.js';
import type { BuiltEvent, EventTemplate } from '../build-event/event-template.js';
import type { GraphEdge } from '../content/pdu.js';
import { roomEvents } from '../fixtures/room-events.js';
import type { EventId } from '../identifiers/event-id.js';
import type { RoomId } from '../identifiers/room-id.js';
import type { ServerName } from '../identifiers/server-name.js';
import { redactPdu } from '../redaction/redact-pdu.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { ROOM_VERSIONS } from '../room-versions/room-versions.js';
import { admitPdu } from './admit-pdu.js';
import { checkAdmission } from './fixtures/check-admission.js';
import { keyOf } from './fixtures/received-event.js';

const NOW_MS = 2 ** 50;
const HASH = 'B'.repeat(43);
const serverName = 'domain' as ServerName;
const key = keyOf(serverName);
const verifyKey = importVerifyKey(key.publicKey);
const keys = (name: string, keyId: string) =>
  name === serverName && keyId === key.keyId ? { verifyKey, validUntilTs: NOW_MS } : undefined;

const TYPES = ['m.room.message', 'm.room.member', 'm.room.power_levels', 'm.room.create', 'm.room.redaction'];
const text = fc.string({ unit: 'binary', maxLength: 20 });
const content: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.oneof(text, fc.constantFrom('membership', 'users', 'ban', 'creator', 'redacts', '__proto__', '10', '\u{1f375}')),
  fc.oneof(text, fc.maxSafeInteger(), fc.boolean(), fc.constant(null), fc.array(text), fc.dictionary(text, text)),
);
const event = fc.record({
  rules: fc.constantFrom(...ROOM_VERSIONS),
  type: fc.constantFrom(...TYPES),
  content,
  stateKey: fc.option(text, { nil: undefined }),
  localpart: fc.string({ unit: 'grapheme', maxLength: 10 }).filter((part) => !/[:\0]/.test(part)),
  originServerTs: fc.nat({ max: NOW_MS }),
  depth: fc.maxSafeNat(),
  edges: fc.nat({ max: 10 }),
});
type RandomEvent = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

function build({ rules, localpart, edges, stateKey, ...others }: RandomEvent): BuiltEvent {
  const edge: GraphEdge = rules.edgesWithHashes ? ['$e:domain', { sha256: HASH }] : `$${HASH}`;
  const makesRoom = rules.roomIdIsCreateEventId && others.type === 'm.room.create';
  const roomId = (rules.roomIdIsCreateEventId ? `!${HASH}` : '!r:domain') as RoomId;
  const template: EventTemplate = {
    ...others,
    ...(rules.eventIds === 'member' && { eventId: '$m:domain' as EventId }),
    ...(!makesRoom && { roomId }),
    ...(stateKey !== undefined && { stateKey }),
    sender: `@${localpart}:domain`,
    prevEvents: Array.from({ length: edges }, () => edge),
    authEvents: Array.from({ length: edges }, () => edge),
  };
  return buildEvent(template, { serverName, key, rules });
}

const admit = (json: string, rules: RoomVersionRules) => admitPdu(json, { rules, keys, nowMs: NOW_MS });

describe('any event that one server builds', () => {
  it('is admitted by another as it is', () => {
    fc.assert(
      fc.property(event, (made) => {
        const { json, eventId } = build(made);
        expect(admit(json, made.rules)).toMatchObject({ admitted: true, redacted: false, json, eventId });
      }),
      { numRuns: 200 },
    );
  });

  it('is another event, redacted or dropped when a character of it is changed', () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      to: fc.string({ minLength: 1, maxLength: 1 }),
    });
    fc.assert(
      fc.property(event, change, (made, { at, to }) => {
        const { json, eventId, pdu } = build(made);
        const index = Math.floor(at * json.length);
        const admission = admit(json.slice(0, index) + to + json.slice(index + 1), made.rules);
        // What no signature covers are the signatures themselves.
        const unchanged = { ...pdu, signatures: {} };
        const isSame = admission.admitted && !admission.redacted && admission.eventId === eventId;
        expect(isSame ? { ...admission.pdu, signatures: {} } : unchanged).toEqual(unchanged);
      }),
      { numRuns: 600 },
    );
  });

  it('keeps its ID when a server on the way adds to it or redacts it', () => {
    fc.assert(
      fc.property(event, (made) => {
        const { eventId, pdu } = build(made);
        const added = admit(JSON.stringify({ ...pdu, added: 1 }), made.rules);
        expect(added).toMatchObject({ admitted: true, redacted: true, eventId });
        expect(added).not.toHaveProperty('pdu.added');
        const redacted = redactPdu(pdu, made.rules);
        expect(admit(JSON.stringify(redacted), made.rules)).toMatchObject({ admitted: true, eventId, pdu: redacted });
      }),
    );
  });
});

describe('any text', () => {
  it('is admitted or refused, and throws nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.string({ unit: 'binary' })),
        fc.constantFrom(...ROOM_VERSIONS),
        (json, rules) => {
          expect(admit(json, rules).admitted).toBe(false);
        },
      ),
    );
  });

  it('is so when any member of an event is anything', () => {
    const members = ['event_id', 'room_id', 'type', 'sender', 'state_key', 'hashes', 'signatures', 'prev_events'];
    const member = fc.constantFrom(
      ...members,
      'auth_events',
      'depth',
      'origin_server_ts',
      'content',
      'unsigned',
      'redacts',
    );
    fc.assert(
      fc.property(event, member, fc.jsonValue(), (made, name, value) => {
        const { json } = build(made);
        expect(() => admit(JSON.stringify({ ...JSON.parse(json), [name]: value }), made.rules)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  it('is admitted as what its JSON says, and is redacted exactly when its hash is another', () => {
    const seeds = roomEvents();
    const change = fc.record({
      from: fc.constantFrom('sha256', 'membership', 'body', '"depth":', 'ban', 'example', '1', '":"', ','),
      to: fc.constantFrom('sha256', 'x', '9', '"depth":-', '1.5', '\\u0061', ',"a":1,', ''),
    });
    fc.assert(
      fc.property(fc.nat(seeds.length - 1), fc.option(change), (at, changed) => {
        const { text: json, rules } = seeds[at]!;
        const { from, to } = changed ?? { from: '', to: '' };
        const admission = checkAdmission(json.replace(from, to), rules);
        if (changed === null) expect(admission).not.toHaveProperty('redacted', true);
      }),
      { numRuns: 500 },
    );
  });
});

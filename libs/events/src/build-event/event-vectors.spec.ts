import {
  canonicalJson,
  decodeBase64,
  importSigningKey,
  importVerifyKey,
  isJsonObject,
  parseExactJson,
  signJson,
  type JsonObject,
} from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import type { Pdu } from '../content/pdu.js';
import { readVectors, type Vector } from '../fixtures/read-vectors.js';
import type { EventId } from '../identifiers/event-id.js';
import type { RoomId } from '../identifiers/room-id.js';
import type { ServerName } from '../identifiers/server-name.js';
import { admitPdu } from '../receive-event/admit-pdu.js';
import { redactPdu } from '../redaction/redact-pdu.js';
import { redactsOf } from '../redaction/redacts-of.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { roomVersionRules } from '../room-versions/room-versions.js';
import { buildEvent } from './build-event.js';
import { contentHash, eventIdOf, referenceHashOf } from './event-hashes.js';
import type { EventTemplate } from './event-template.js';
import { pduMembers } from './pdu-members.js';

interface SigningVector extends Vector {
  readonly event: JsonObject;
  readonly signed: JsonObject;
}

interface BuiltVector extends Vector {
  readonly version: string;
  readonly event?: JsonObject;
  /** The event as JSON text, where its numbers would not survive being read and written. */
  readonly text?: string;
  readonly contentHash: string;
  readonly referenceHash: string;
  readonly eventId: string;
}

/** Signing key and server of the appendices. */
const key = importSigningKey(decodeBase64('YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1')!, '1');
const serverName = 'domain' as ServerName;
const verifyKey = importVerifyKey(key.publicKey);
const keys = () => ({ verifyKey, validUntilTs: 2 ** 62 });

describe('the event signing vectors of the appendices', () => {
  it.each(readVectors<SigningVector>('event-signing'))('$title', ({ event, signed }) => {
    const hashed = { ...event, hashes: { sha256: contentHash(event as unknown as Pdu) } } as unknown as Pdu;
    // They have the members that redaction kept before version 11.
    const redacted = pduMembers(redactPdu(hashed, roomVersionRules('1')!), []);
    const { signatures } = signJson(redacted, serverName, key);
    expect({ ...hashed, signatures }).toEqual(signed);
  });
});

describe('an event as another program made it from the specification', () => {
  it.each(readVectors<BuiltVector>('built-events'))('$title', (vector) => {
    const rules = roomVersionRules(vector.version)!;
    const event = parseExactJson(vector.text ?? JSON.stringify(vector.event));
    const pdu = event as unknown as Pdu;
    if (!isJsonObject(event)) throw new TypeError('The vector has no event');
    expect(contentHash(pdu)).toBe(vector.contentHash);
    expect(referenceHashOf(pdu, rules)).toBe(vector.referenceHash);
    expect(eventIdOf(pdu, rules)).toBe(vector.eventId);

    const json = canonicalJson(event);
    const admission = admitPdu(json, { rules, keys, nowMs: 2 ** 62 });
    expect(admission).toEqual({ admitted: true, pdu: event, eventId: vector.eventId, json, redacted: false });
    const built = buildEvent(templateOf(pdu, rules), { serverName, key, rules });
    expect({ json: built.json, eventId: built.eventId }).toEqual({ json, eventId: vector.eventId });
  });
});

function templateOf(pdu: Pdu, rules: RoomVersionRules): EventTemplate {
  const redacts = redactsOf(pdu, rules);
  const { redacts: _redacts, ...content } = pdu.content;
  return {
    ...(rules.eventIds === 'member' && { eventId: pdu.event_id as EventId }),
    ...(pdu.room_id !== undefined && { roomId: pdu.room_id as RoomId }),
    ...(pdu.state_key !== undefined && { stateKey: pdu.state_key }),
    ...(redacts !== undefined && { redacts }),
    type: pdu.type,
    sender: pdu.sender,
    content: redacts === undefined ? pdu.content : content,
    originServerTs: pdu.origin_server_ts as number,
    depth: pdu.depth as number,
    prevEvents: pdu.prev_events,
    authEvents: pdu.auth_events,
  };
}

import { canonicalJson, type JsonObject, type JsonValue } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import { eventIdOf } from '../build-event/event-hashes.js';
import type { Pdu } from '../content/pdu.js';
import { ROOM_VERSIONS, roomVersionRules } from '../room-versions/room-versions.js';
import { admitPdu } from './admit-pdu.js';
import { admit, bareEvent, contextOf, sign, signedEvent, signText } from './fixtures/received-event.js';
import { signaturesToCheck } from './signatures-to-check.js';

const VERSIONS = ROOM_VERSIONS.map(({ version }) => version);
const asPdu = (event: JsonObject) => event as unknown as Pdu;

describe('an event from another server', () => {
  it.each(VERSIONS)('is admitted in version %s as canonical JSON of what was received', (version) => {
    const event = signedEvent(version, { unknown: { z: 1, a: [null] }, '10': 1 });
    const admission = admitPdu(JSON.stringify(event, undefined, 2), contextOf(version));
    expect(admission).toMatchObject({ admitted: true, redacted: false, json: canonicalJson(event) });
    expect(admission).toHaveProperty('eventId', eventIdOf(asPdu(event), roomVersionRules(version)!));
    expect(admission).toHaveProperty('pdu', event);
  });

  it.each(VERSIONS)('loses its unsigned member in version %s', (version) => {
    const event = signedEvent(version);
    const admission = admit(version, { ...event, unsigned: { age: 5, redacted_because: {} } });
    expect(admission).toMatchObject({ admitted: true, redacted: false, json: canonicalJson(event) });
    expect(admission).not.toHaveProperty('pdu.unsigned');
  });

  it.each(VERSIONS)('is redacted in version %s when its content hash is not that of its content', (version) => {
    const event = signedEvent(version);
    const changed = { ...event, content: { body: 'coffee' }, unknown: 1 };
    const admission = admit(version, changed);
    expect(admission).toMatchObject({ admitted: true, redacted: true, pdu: { content: {} } });
    expect(admission).toHaveProperty('eventId', eventIdOf(asPdu(event), roomVersionRules(version)!));
    expect(admission).toHaveProperty('json', canonicalJson({ ...event, content: {} }));
  });

  it.each([
    ['padded Base64', (hash: string) => `${hash}=`, false],
    ['the URL-safe alphabet', (hash: string) => hash.replaceAll('+', '-').replaceAll('/', '_'), false],
    ['no Base64 at all', () => '?', true],
    ['half a hash', (hash: string) => hash.slice(0, 20), true],
  ])('may have a content hash in %s', (_what, change, redacted) => {
    const event = signedEvent('12');
    const { sha256 } = event['hashes'] as { sha256: string };
    expect(admit('12', sign({ ...event, hashes: { sha256: change(sha256) } }, '12'))).toMatchObject({
      admitted: true,
      redacted,
    });
  });

  it('has an event of the same ID when it is the redacted copy of another', () => {
    const full = admit('11', signedEvent('11'));
    const copy = admit('11', { ...signedEvent('11'), content: {} });
    expect(copy).toMatchObject({ admitted: true, redacted: true, eventId: full.admitted && full.eventId });
  });

  it.each(['1', '3', '5'])('keeps numbers as they were written in version %s', (version) => {
    const written = JSON.stringify(bareEvent(version))
      .replace('"depth":7', '"depth":9223372036854775807')
      .replace('"body":"tea"', '"body":1.50,"big":123456789012345678901234567890');
    const text = signText(written, version);
    const admission = admitPdu(text, contextOf(version));
    expect(admission).toMatchObject({ admitted: true, redacted: false, json: text });
    expect(text).toContain('"body":1.50');
    expect(text).toContain('"depth":9223372036854775807');
  });

  it.each(VERSIONS)('has any number of edges in version %s when it was backfilled', (version) => {
    const [edge] = bareEvent(version)['prev_events'] as JsonValue[];
    const edges = Array.from({ length: 30 }, () => edge!);
    for (const many of [{ prev_events: edges }, { auth_events: edges }]) {
      const text = JSON.stringify(signedEvent(version, many));
      expect(admitPdu(text, contextOf(version))).toMatchObject({ admitted: false, check: 'format' });
      expect(admitPdu(text, { ...contextOf(version), backfilled: true })).toMatchObject({ admitted: true });
      expect(signaturesToCheck(text, roomVersionRules(version)!).size).toBe(0);
      expect(signaturesToCheck(text, roomVersionRules(version)!, { backfilled: true }).size).toBe(1);
    }
  });

  it.each(['1.0', '1e3', '-0', '9007199254740992'])('is dropped from version 6 on for the number %s', (number) => {
    const text = JSON.stringify(signedEvent('6')).replace('"tea"', number);
    expect(admitPdu(text, contextOf('6'))).toMatchObject({ admitted: false, check: 'format' });
    expect(admitPdu(text, contextOf('12'))).toMatchObject({ admitted: false, check: 'format' });
  });

  it('is dropped from version 6 on when a key stands twice, before the last one counts', () => {
    const twice = (version: string) =>
      JSON.stringify(signedEvent(version)).replace('"body":', '"body":1,"bod\\u0079":');
    expect(admitPdu(twice('6'), contextOf('6'))).toMatchObject({ admitted: false, check: 'format' });
    expect(admitPdu(twice('5'), contextOf('5'))).toMatchObject({ admitted: true, redacted: false });
  });
});

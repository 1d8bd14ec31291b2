import { canonicalJson, parseExactJson, type JsonObject } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import { pduMembers } from '../build-event/pdu-members.js';
import type { Pdu } from '../content/pdu.js';
import { eachVersion, readVectors, type ByVersion, type Vector } from '../fixtures/read-vectors.js';
import { redactPdu } from './redact-pdu.js';

interface RedactionVector extends Vector {
  readonly event?: JsonObject;
  /** The event as JSON text, where its numbers would not survive being read and written. */
  readonly text?: string;
  readonly lastVersion?: string;
  /** The redacted event, or its canonical JSON. */
  readonly redacted: ByVersion<JsonObject | string>;
}

describe('the redaction algorithm of every room version', () => {
  it.each(readVectors<RedactionVector>('redaction'))('$title', ({ event, text, redacted, lastVersion }) => {
    const pdu = parseExactJson(text ?? JSON.stringify(event)) as unknown as Pdu;
    for (const { version, rules, expected } of eachVersion(redacted, lastVersion)) {
      const json = canonicalJson(pduMembers(redactPdu(pdu, rules), []));
      expect(json, `version ${version}`).toBe(typeof expected === 'string' ? expected : canonicalJson(expected));
    }
  });
});

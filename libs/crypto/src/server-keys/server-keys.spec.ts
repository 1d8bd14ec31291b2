import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { encodeBase64 } from '../encoding/base64.js';
import { readVectors, type Vector } from '../fixtures/read-vectors.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { signJson } from '../signing/sign-json.js';
import { importSigningKey } from '../signing/signing-key.js';
import { buildServerKeys } from './build-server-keys.js';
import { keyValidUntil } from './key-valid-until.js';
import { maySignRequests } from './may-sign-requests.js';
import { readServerKeys } from './read-server-keys.js';

interface ServerKeysVector extends Vector {
  readonly serverName: string;
  readonly nowMs: number;
  readonly answer: JsonValue;
  /** What is read, by signing key identifier; `null` when the answer is refused. */
  readonly keys: Record<string, { publicKey: string; validUntilTs: number; expiredTs?: number }> | null;
}

const NOW = 1_700_000_000_000;
const DAY = 24 * 60 * 60 * 1000;
const keyOf = (version: string) => importSigningKey(Buffer.alloc(32, version), version);

function read(answer: JsonValue, serverName = 'example.org', nowMs = NOW): ServerKeysVector['keys'] {
  const reading = readServerKeys(answer, serverName, nowMs);
  if (!reading.accepted) return null;
  const entries = [...reading.keys].map(([id, { keyId, verifyKey, ...times }]) => {
    expect(keyId).toBe(id);
    return [id, { publicKey: encodeBase64(verifyKey.publicKey), ...times }] as const;
  });
  return Object.fromEntries(entries);
}

describe('readServerKeys', () => {
  it.each(readVectors<ServerKeysVector>('server-keys'))('$title', ({ answer, serverName, nowMs, keys }) => {
    expect(read(answer, serverName, nowMs)).toEqual(keys);
  });

  it('reads 32 verify keys and 256 old ones, and refuses more', () => {
    const current = Array.from({ length: 33 }, (_, at) => keyOf(`${at + 1}`));
    const old = Array.from({ length: 257 }, (_, at) => ({ ...oldKey(`old_${at}`), expiredTs: at }));
    const reading = (keys: number, oldKeys: number) => {
      const lists = { signingKeys: current.slice(0, keys), oldVerifyKeys: old.slice(0, oldKeys) };
      return read(buildServerKeys({ serverName: 'example.org', validUntilTs: NOW, ...lists }));
    };
    expect(Object.keys(reading(32, 256) ?? {})).toHaveLength(288);
    expect(reading(33, 0)).toBeNull();
    expect(reading(1, 257)).toBeNull();
  });

  it('refuses or reads whatever it is given, and throws nothing', () => {
    const names = fc.constantFrom('server_name', 'verify_keys', 'signatures', 'valid_until_ts', 'example.org', 'key');
    const scalars = fc.oneof(fc.constantFrom<JsonValue>('example.org', 'AAAA', null, NOW, 1.5), fc.string());
    const { junk } = fc.letrec<{ junk: JsonValue }>((tie) => ({
      junk: fc.oneof(scalars, fc.array(tie('junk'), { maxLength: 2 }), fc.dictionary(names, tie('junk'))),
    })) as { junk: fc.Arbitrary<JsonValue> };
    const base = fc.constant({ server_name: 'example.org', valid_until_ts: NOW, verify_keys: { 'ed25519:1': null } });
    fc.assert(
      fc.property(junk, base, (value, answer) => {
        expect(read(value)).toBeNull();
        expect(read({ ...answer, verify_keys: { 'ed25519:1': value } })).toBeNull();
        expect(read({ ...answer, signatures: value })).toBeNull();
      }),
    );
  });
});

const oldKey = (version: string) => {
  const { keyId, publicKey } = keyOf(version === '' ? '1' : version);
  return { keyId, publicKey };
};

describe('buildServerKeys', () => {
  const template = {
    serverName: 'example.org',
    signingKeys: [keyOf('a_1'), keyOf('b_2')],
    oldVerifyKeys: [{ ...oldKey('c_3'), expiredTs: 1_532_645_052_628 }],
    validUntilTs: NOW + DAY,
  };

  it('writes the members that the specification has', () => {
    const { signatures, ...answer } = buildServerKeys(template);
    const keyText = (version: string) => encodeBase64(keyOf(version).publicKey);
    expect(answer).toEqual({
      server_name: 'example.org',
      verify_keys: { 'ed25519:a_1': { key: keyText('a_1') }, 'ed25519:b_2': { key: keyText('b_2') } },
      old_verify_keys: { 'ed25519:c_3': { key: keyText('c_3'), expired_ts: 1_532_645_052_628 } },
      valid_until_ts: NOW + DAY,
    });
    expect(Object.keys((signatures as JsonObject)['example.org'] as JsonObject)).toEqual([
      'ed25519:a_1',
      'ed25519:b_2',
    ]);
  });

  it('writes what readServerKeys reads, also when a notary signs it', () => {
    const answer = buildServerKeys(template);
    expect(Object.keys(read(answer) ?? {}).sort()).toEqual(['ed25519:a_1', 'ed25519:b_2', 'ed25519:c_3']);
    expect(read(signJson(answer, 'notary.example', keyOf('n')))).toEqual(read(answer));
  });

  it('is refused once any byte of a public key is changed', () => {
    const answer = buildServerKeys({ ...template, signingKeys: [keyOf('a_1')], oldVerifyKeys: [] });
    const { publicKey } = keyOf('a_1');
    for (let at = 0; at < publicKey.length; at += 1) {
      const changed = publicKey.map((byte, index) => (index === at ? byte ^ 1 : byte));
      expect(read({ ...answer, verify_keys: { 'ed25519:a_1': { key: encodeBase64(changed) } } })).toBeNull();
    }
  });
});

describe('keyValidUntil', () => {
  it.each([
    ['valid_until_ts within 7 days', { validUntilTs: NOW + DAY }, NOW + DAY],
    ['7 days from now at most', { validUntilTs: NOW + 8 * DAY }, NOW + 7 * DAY],
    ['valid_until_ts in the past', { validUntilTs: NOW - DAY }, NOW - DAY],
    ['expired_ts of an old key', { validUntilTs: NOW + DAY, expiredTs: NOW - DAY }, NOW - DAY],
    ['valid_until_ts for an old key that expires later', { validUntilTs: NOW, expiredTs: NOW + DAY }, NOW],
    ['7 days for an old key that expires far ahead', { validUntilTs: NOW * 2, expiredTs: NOW * 2 }, NOW + 7 * DAY],
  ])('is %s', (_what, key, expected) => {
    expect(keyValidUntil(key, NOW)).toBe(expected);
  });
});

describe('maySignRequests', () => {
  it('allows a current key until its valid_until_ts', () => {
    expect(maySignRequests({ validUntilTs: NOW }, NOW)).toBe(true);
    expect(maySignRequests({ validUntilTs: NOW - 1 }, NOW)).toBe(false);
  });

  it('refuses old keys, even those that expire later', () => {
    expect(maySignRequests({ validUntilTs: NOW + DAY, expiredTs: NOW + DAY }, NOW)).toBe(false);
  });
});

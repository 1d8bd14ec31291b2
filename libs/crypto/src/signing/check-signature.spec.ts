import { describe, expect, it } from 'vitest';

import type { JsonObject } from '../json/json-value.js';
import { checkSignature } from './check-signature.js';
import { signJson } from './sign-json.js';
import { importSigningKey, type SigningKey } from './signing-key.js';
import { signingKeyIdsOf } from './signing-key-ids-of.js';
import { importVerifyKey, type VerifyKey } from './verify-key.js';

const keyOf = (version: string) => importSigningKey(Buffer.alloc(32, version), version);
const [one, two] = [keyOf('1'), keyOf('2')];

function known(...keys: SigningKey[]): (keyId: string) => VerifyKey | undefined {
  const keyById = new Map<string, VerifyKey>(keys.map(({ keyId, publicKey }) => [keyId, importVerifyKey(publicKey)]));
  return (keyId) => keyById.get(keyId);
}

function withSignatures(object: JsonObject, signatures: JsonObject): JsonObject {
  const ofServer = (object['signatures'] as Record<string, JsonObject>)['example.org'];
  return { ...object, signatures: { 'example.org': { ...signatures, ...ofServer } } };
}

describe('checkSignature', () => {
  const signed = signJson({ a: 1 }, 'example.org', one);
  const signedTwice = signJson(signed, 'example.org', two);

  it('succeeds with one of several signatures whose key is known', () => {
    expect(checkSignature(signedTwice, 'example.org', known(one))).toBe(true);
    expect(checkSignature(signedTwice, 'example.org', known(two))).toBe(true);
    expect(checkSignature(signedTwice, 'example.org', known(one, two))).toBe(true);
  });

  it('fails when no verification key can be found', () => {
    expect(checkSignature(signed, 'example.org', known(two))).toBe(false);
    expect(checkSignature(signed, 'example.org', known())).toBe(false);
  });

  it.each([
    ['no signatures', { a: 1 }],
    ['no entry with the name of the entity', { a: 1, signatures: { 'other.example': {} } }],
    ['an empty entry', { a: 1, signatures: { 'example.org': {} } }],
    ['an entry that is no object', { a: 1, signatures: { 'example.org': ['ed25519:1'] } }],
    ['a signature that is not Base64', { a: 1, signatures: { 'example.org': { 'ed25519:1': '!' } } }],
    ['another object', { ...signed, a: 2 }],
    ['an object without canonical form', { ...signed, a: 1.5 }],
  ])('fails with %s', (_what, object) => {
    expect(checkSignature(object as JsonObject, 'example.org', known(one))).toBe(false);
  });

  it('removes signing key identifiers with algorithms that it does not understand', () => {
    const object = withSignatures(signed, { 'rsa:1': 'AAAA', 'curve25519:1': 'AAAA', ed25519: 'AAAA' });
    const asked: string[] = [];
    const lookup = (keyId: string) => {
      asked.push(keyId);
      return known(one)(keyId);
    };
    expect(checkSignature(object, 'example.org', lookup)).toBe(true);
    expect(asked).toEqual(['ed25519:1']);
    expect(signingKeyIdsOf(object, 'example.org')).toEqual(['ed25519:1']);
  });

  it('is not harmed by signatures that anyone may have added', () => {
    const wrong = one.sign('something else');
    const object = withSignatures(signed, { 'ed25519:2': Buffer.from(wrong).toString('base64'), 'ed25519:0': 7 });
    expect(checkSignature(object, 'example.org', known(two, one))).toBe(true);
  });

  it('does not look names up in the prototype', () => {
    expect(signingKeyIdsOf({ signatures: {} }, '__proto__')).toEqual([]);
    expect(signingKeyIdsOf({}, 'constructor')).toEqual([]);
  });
});

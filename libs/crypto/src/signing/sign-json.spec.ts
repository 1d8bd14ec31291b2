import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeBase64 } from '../encoding/base64.js';
import { readVectors, type Vector } from '../fixtures/read-vectors.js';
import type { JsonObject } from '../json/json-value.js';
import { signJson } from './sign-json.js';
import { generateSigningKey, importSigningKey, type SigningKey } from './signing-key.js';
import { verifyJson } from './verify-json.js';
import { importVerifyKey } from './verify-key.js';

interface SigningVector extends Vector {
  readonly seed: string;
  readonly serverName: string;
  readonly keyId: string;
  readonly object: JsonObject;
  readonly signed: JsonObject;
}

/** The signing key of the appendices. */
const key = importSigningKey(decodeBase64('YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1')!, '1');
const identified = ({ keyId, publicKey }: SigningKey) => ({ keyId, verifyKey: importVerifyKey(publicKey) });
const ours = identified(key);
const anyObject = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(fc.maxSafeInteger(), fc.boolean()));

describe('signJson', () => {
  it.each(readVectors<SigningVector>('json-signing'))('$title', ({ seed, serverName, keyId, object, signed }) => {
    const vectorKey = importSigningKey(decodeBase64(seed)!, keyId.replace('ed25519:', ''));
    expect(signJson(object, serverName, vectorKey)).toEqual(signed);
    expect(verifyJson(signed, serverName, identified(vectorKey))).toBe(true);
  });

  it('adds its signature beside those of other servers and of other keys of the same name', () => {
    const other = generateSigningKey('policy');
    const first = signJson(signJson({ a: 1 }, 'example.org', key), 'other.example', key);
    const both = signJson(first, 'example.org', other);
    expect(Object.keys(both['signatures'] as JsonObject)).toEqual(['example.org', 'other.example']);
    expect(verifyJson(both, 'example.org', ours)).toBe(true);
    expect(verifyJson(both, 'other.example', ours)).toBe(true);
    expect(verifyJson(both, 'example.org', identified(other))).toBe(true);
  });

  it('does not change the object it is given', () => {
    const object = Object.freeze({ a: 1, signatures: Object.freeze({ 'other.example': Object.freeze({}) }) });
    signJson(object, 'example.org', key);
    expect(object).toEqual({ a: 1, signatures: { 'other.example': {} } });
  });

  it('makes signatures that hold for the object and for no other', () => {
    fc.assert(
      fc.property(anyObject, anyObject, (object, changes) => {
        const signed = signJson(object, 'example.org', key);
        expect(verifyJson(signed, 'example.org', ours)).toBe(true);
        const changed = { ...changes, 'm.new': 1, signatures: signed['signatures']! };
        expect(verifyJson(changed, 'example.org', ours)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});

describe('verifyJson', () => {
  const signed = signJson({ a: 1 }, 'example.org', key);

  it('does not cover unsigned', () => {
    expect(verifyJson({ ...signed, unsigned: { age: 1 } }, 'example.org', ours)).toBe(true);
  });

  it.each([
    ['no signatures', { a: 1 }],
    ['no entry of the server', { a: 1, signatures: { 'other.example': {} } }],
    ['no entry of the key', { a: 1, signatures: { 'example.org': { 'ed25519:2': 'AAAA' } } }],
    ['a signature that is not Base64', { a: 1, signatures: { 'example.org': { 'ed25519:1': '!' } } }],
    ['a signature of another length', { a: 1, signatures: { 'example.org': { 'ed25519:1': 'AAAA' } } }],
    ['a signature that is no string', { a: 1, signatures: { 'example.org': { 'ed25519:1': 1 } } }],
    ['signatures that are no object', { a: 1, signatures: ['example.org'] }],
    ['no canonical form', { ...signed, a: 1.5 }],
  ])('fails with %s', (_what, object) => {
    expect(verifyJson(object as JsonObject, 'example.org', ours)).toBe(false);
  });

  it('fails with the key of another', () => {
    const otherKey = identified(generateSigningKey('1'));
    expect(verifyJson(signed, 'example.org', otherKey)).toBe(false);
  });

  it('does not look names up in the prototype', () => {
    expect(verifyJson({ signatures: {} }, '__proto__', { ...ours, keyId: 'constructor' })).toBe(false);
  });
});

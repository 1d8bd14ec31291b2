import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { canonicalJson, encodeBase64, encodeBase64Url, type JsonObject, type JsonValue } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import { isSignedForThirdParty, THIRD_PARTY_PAIRS_MAX } from './is-signed-for-third-party.js';

const CLAIMS = { mxid: '@bob:b.example', token: 'token' };

interface IdentityKey {
  readonly publicKey: Uint8Array;
  readonly signature: string;
}

/** A key, and its signature of the claims. */
function identityKey(claims: JsonObject = CLAIMS): IdentityKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const key = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const signature = sign(null, Buffer.from(canonicalJson(claims)), key);
  return { publicKey: Buffer.from(x, 'base64url'), signature: encodeBase64(signature) };
}

/** A key whose Base64 has characters that the two alphabets write differently. */
function oddKey(): IdentityKey {
  for (;;) {
    const key = identityKey();
    if (encodeBase64(key.publicKey) !== encodeBase64Url(key.publicKey)) return key;
  }
}

function isSigned(signatures: JsonValue, content: JsonObject, claims: JsonObject = CLAIMS): boolean {
  return isSignedForThirdParty({ ...claims, signatures }, { content });
}

const key = identityKey();
const stranger = identityKey();
const public_key = encodeBase64(key.publicKey);
const strange_key = encodeBase64(stranger.publicKey);
const SIGNATURES = { 'id.example': { 'ed25519:0': key.signature } };

describe('the signatures of a third-party invite', () => {
  it('match the public_key or any of the public_keys', () => {
    expect(isSigned(SIGNATURES, { public_key })).toBe(true);
    expect(isSigned(SIGNATURES, { public_keys: [{ public_key: strange_key }, { public_key }] })).toBe(true);
    expect(isSigned(SIGNATURES, { public_key: strange_key, public_keys: [{ public_key }] })).toBe(true);
    expect(isSigned(SIGNATURES, { public_key: strange_key, public_keys: [] })).toBe(false);
    expect(isSigned(SIGNATURES, {})).toBe(false);
  });

  it('may be by any server and under any key of it', () => {
    const other = { 'ed25519:0': stranger.signature };
    expect(isSigned({ 'other.example': other, ...SIGNATURES }, { public_key })).toBe(true);
    expect(isSigned({ 'id.example': { ...other, 'ed25519:1': key.signature } }, { public_key })).toBe(true);
    expect(isSigned({ 'other.example': other }, { public_key })).toBe(false);
  });

  it('know keys in the standard and in the URL-safe alphabet, with and without padding', () => {
    const odd = oddKey();
    const signatures = { 'id.example': { 'ed25519:0': odd.signature } };
    const texts = [encodeBase64(odd.publicKey), encodeBase64Url(odd.publicKey)];
    for (const text of [...texts, ...texts.map((unpadded) => `${unpadded}=`)]) {
      expect(isSigned(signatures, { public_key: text })).toBe(true);
    }
  });

  it('are those of the claims as they stand, without signatures and unsigned', () => {
    expect(isSigned(SIGNATURES, { public_key }, { ...CLAIMS, unsigned: { age: 1 } })).toBe(true);
    expect(isSigned(SIGNATURES, { public_key }, { ...CLAIMS, sender: '@alice:a.example' })).toBe(false);
    expect(isSigned(SIGNATURES, { public_key }, { ...CLAIMS, token: 'other' })).toBe(false);
  });

  it('count only with a key identifier of the algorithm', () => {
    for (const keyId of ['rsa:0', 'ed25519', '0', 'x-ed25519:0']) {
      expect(isSigned({ 'id.example': { [keyId]: key.signature } }, { public_key })).toBe(false);
    }
  });

  it('are refused when they or the keys are junk', () => {
    const junk: JsonValue[] = [null, 5, 'x', [], {}, { 'id.example': null }, { 'id.example': [key.signature] }];
    for (const signatures of junk) expect(isSigned(signatures, { public_key })).toBe(false);
    for (const signature of [5, '', 'AAAA', '*'.repeat(86), `${key.signature}AAAA`]) {
      expect(isSigned({ 'id.example': { 'ed25519:0': signature } }, { public_key })).toBe(false);
    }
    for (const text of [5, null, '', 'AAAA', '*'.repeat(43), 'A'.repeat(43), `${public_key}AAAA`]) {
      expect(isSigned(SIGNATURES, { public_key: text })).toBe(false);
      expect(
        isSigned(SIGNATURES, { public_key: text, public_keys: [text, { public_key: text }, { public_key }] }),
      ).toBe(true);
    }
    for (const public_keys of [5, null, public_key, { public_key }]) {
      expect(isSigned(SIGNATURES, { public_keys })).toBe(false);
      expect(isSigned(SIGNATURES, { public_key, public_keys })).toBe(true);
    }
    expect(isSigned(SIGNATURES, { public_key }, { ...CLAIMS, odd: 1.5 })).toBe(false);
  });

  it(`are tried with the keys up to ${THIRD_PARTY_PAIRS_MAX} times`, () => {
    const others = Array.from({ length: THIRD_PARTY_PAIRS_MAX }, () => encodeBase64(identityKey().publicKey));
    const listed = (count: number) => [...others.slice(0, count), public_key].map((text) => ({ public_key: text }));
    expect(isSigned(SIGNATURES, { public_keys: listed(THIRD_PARTY_PAIRS_MAX - 1) })).toBe(true);
    expect(isSigned(SIGNATURES, { public_keys: listed(THIRD_PARTY_PAIRS_MAX) })).toBe(false);
    const signed = (count: number) =>
      Object.fromEntries([
        ...others.slice(0, count).map((_, index) => [`ed25519:${index}`, stranger.signature]),
        ['ed25519:own', key.signature],
      ]);
    expect(isSigned({ 'id.example': signed(THIRD_PARTY_PAIRS_MAX - 1) }, { public_key })).toBe(true);
    expect(isSigned({ 'id.example': signed(THIRD_PARTY_PAIRS_MAX) }, { public_key })).toBe(false);
  });

  it('are not tried again with a key that stands twice', () => {
    const twice = Array.from({ length: THIRD_PARTY_PAIRS_MAX }, () => ({ public_key: strange_key }));
    expect(isSigned(SIGNATURES, { public_key: strange_key, public_keys: [...twice, { public_key }] })).toBe(true);
  });
});

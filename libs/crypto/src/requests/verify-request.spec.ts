import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeBase64 } from '../encoding/base64.js';
import { readVectors, type Vector } from '../fixtures/read-vectors.js';
import { canonicalJson } from '../json/canonical-json.js';
import type { JsonValue } from '../json/json-value.js';
import { parseExactJson } from '../json/parse-exact-json.js';
import { importSigningKey, type SigningKey } from '../signing/signing-key.js';
import { importVerifyKey } from '../signing/verify-key.js';
import { formatXMatrix } from './format-x-matrix.js';
import { parseXMatrix } from './parse-x-matrix.js';
import { signRequest } from './sign-request.js';
import { requestJson, type SignedRequest } from './signed-request.js';
import { verifyRequest } from './verify-request.js';

interface RequestVector extends Vector {
  readonly seed: string;
  readonly keyId: string;
  readonly request: Omit<SignedRequest, 'content'> & { body?: string };
  readonly signedText: string;
  readonly header: string;
}

const identified = ({ keyId, publicKey }: SigningKey) => ({ keyId, verifyKey: importVerifyKey(publicKey) });
const key = importSigningKey(Buffer.alloc(32, 1), 'key1');
const request: SignedRequest = {
  method: 'PUT',
  uri: '/_matrix/federation/v1/send/1?a=b',
  origin: 'origin.example',
  destination: 'destination.example',
  content: { pdus: [] },
};
const xMatrix = signRequest(request, key);

describe('signRequest', () => {
  it.each(readVectors<RequestVector>('request-signing'))('$title', ({ seed, keyId, request: vector, ...expected }) => {
    const { body, ...line } = vector;
    const wanted: SignedRequest = { ...line, ...(body !== undefined && { content: parseExactJson(body) }) };
    const vectorKey = importSigningKey(decodeBase64(seed)!, keyId.replace('ed25519:', ''));
    expect(canonicalJson(requestJson(wanted))).toBe(expected.signedText);
    expect(formatXMatrix(signRequest(wanted, vectorKey))).toBe(expected.header);
    expect(verifyRequest(wanted, parseXMatrix(expected.header)!, identified(vectorKey))).toBe(true);
  });
});

describe('verifyRequest', () => {
  const accepts = (changes: Partial<SignedRequest>, header = {}) =>
    verifyRequest({ ...request, ...changes }, { ...xMatrix, ...header }, identified(key));

  it('accepts a request as it was signed', () => {
    expect(accepts({})).toBe(true);
  });

  it('accepts a request without destination in the header when we are the one who is meant', () => {
    expect(accepts({}, { destination: undefined })).toBe(true);
    expect(accepts({ destination: 'other.example' }, { destination: undefined })).toBe(false);
  });

  it('accepts a signature with padding and in the URL-safe alphabet', () => {
    expect(accepts({}, { signature: `${xMatrix.signature}==` })).toBe(true);
    expect(accepts({}, { signature: xMatrix.signature.replaceAll('+', '-').replaceAll('/', '_') })).toBe(true);
  });

  it.each<[string, Partial<SignedRequest>, object]>([
    ['another method', { method: 'POST' }, {}],
    ['another target', { uri: '/_matrix/federation/v1/send/2?a=b' }, {}],
    ['another query', { uri: '/_matrix/federation/v1/send/1?a=c' }, {}],
    ['another body', { content: { pdus: [{}] } }, {}],
    ['no body', { content: undefined }, {}],
    ['a body that has no canonical form', { content: [0.5] }, {}],
    ['text that is no Unicode', { uri: '/\ud800' }, {}],
    ['another origin', {}, { origin: 'other.example' }],
    ['an origin named like a member of every object', {}, { origin: '__proto__' }],
    ['a destination that we are not', {}, { destination: 'other.example' }],
    ['another key', {}, { keyId: 'ed25519:key2' }],
    ['a signature that is not Base64', {}, { signature: 'ABCDEF...' }],
    ['a signature of another length', {}, { signature: 'ABCD' }],
  ])('refuses %s', (_what, changes, header) => {
    expect(accepts(changes, header)).toBe(false);
  });

  it('refuses a request for another server although the signature is right', () => {
    const forOther = { ...request, destination: 'other.example' };
    expect(verifyRequest(request, signRequest(forOther, key), identified(key))).toBe(false);
  });

  it('accepts every request that was signed, and none whose body was changed', () => {
    const body = fc.dictionary(fc.string(), fc.oneof(fc.maxSafeInteger(), fc.string(), fc.boolean())) as fc.Arbitrary<
      Record<string, JsonValue>
    >;
    fc.assert(
      fc.property(body, fc.webSegment(), (content, segment) => {
        const signed: SignedRequest = { ...request, uri: `/_matrix/${segment}`, content };
        const header = parseXMatrix(formatXMatrix(signRequest(signed, key)))!;
        expect(verifyRequest(signed, header, identified(key))).toBe(true);
        expect(verifyRequest({ ...signed, content: { ...content, '': 'new' } }, header, identified(key))).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it('gives headers that carry what was signed, whatever byte of the signature is changed', () => {
    const bytes = decodeBase64(xMatrix.signature)!;
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 0x10 : byte)));
      expect(accepts({}, { signature: changed.toString('base64') })).toBe(false);
    }
  });
});

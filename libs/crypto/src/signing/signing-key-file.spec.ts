import { describe, expect, it } from 'vitest';

import { SigningKeyError } from './signing-key-error.js';
import { formatSigningKeyFile, parseSigningKeyFile } from './signing-key-file.js';
import { generateSigningKey, importSigningKey } from './signing-key.js';
import { importVerifyKey } from './verify-key.js';

const SEED = 'YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA0';

describe('signing key file', () => {
  it('gives back the key that was written', () => {
    const key = generateSigningKey('a_1');
    const read = parseSigningKeyFile(formatSigningKeyFile(key));
    expect(read.keyId).toBe('ed25519:a_1');
    expect(read.publicKey).toEqual(key.publicKey);
    expect(read.sign('x')).toEqual(key.sign('x'));
  });

  it('is one line of algorithm, version and seed', () => {
    const line = `ed25519 1 ${SEED}`;
    expect(formatSigningKeyFile(parseSigningKeyFile(`  ${line}=\r\n\n`))).toBe(`${line}\n`);
  });

  it.each([
    ['', /empty/],
    ['\n\n', /empty/],
    [`ed25519 1 ${SEED}\ned25519 2 ${SEED}`, /2 lines/],
    [`ed25519 1`, /one line/],
    [`ed25519 1 ${SEED} x`, /one line/],
    [`curve25519 1 ${SEED}`, /ed25519/],
    [`ed25519 1 ${SEED.slice(4)}`, /32 bytes/],
    [`ed25519 1 !${SEED}`, /Base64/],
    [`ed25519 a:1 ${SEED}`, /version/],
  ])('refuses the damaged file %j', (text, message) => {
    expect(() => parseSigningKeyFile(text)).toThrow(SigningKeyError);
    expect(() => parseSigningKeyFile(text)).toThrow(message);
  });

  it('keeps the secret out of messages and of what is logged', () => {
    const messages = [`ed25519 1 ${SEED} x`, `ed25519 1 !${SEED}`].map((text) => String(errorOf(text)));
    expect(messages.join()).not.toContain(SEED.slice(1));
    expect(JSON.stringify(parseSigningKeyFile(`ed25519 1 ${SEED}`))).not.toContain(SEED);
  });
});

function errorOf(text: string): unknown {
  try {
    return parseSigningKeyFile(text);
  } catch (error) {
    return error;
  }
}

describe('keys', () => {
  it('have 32 bytes', () => {
    expect(() => importSigningKey(new Uint8Array(31), '1')).toThrow(SigningKeyError);
    expect(() => importVerifyKey(new Uint8Array(33))).toThrow(SigningKeyError);
  });

  it('verify what was signed as text or as its UTF-8', () => {
    const key = generateSigningKey('1');
    const verifyKey = importVerifyKey(key.publicKey);
    expect(verifyKey.verify(Buffer.from('日'), key.sign('日'))).toBe(true);
    expect(verifyKey.verify('日', key.sign('本'))).toBe(false);
  });
});

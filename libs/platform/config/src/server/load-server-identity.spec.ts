import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandomness, systemRandomness } from '@chappe/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../config-error.js';
import { loadServerIdentity } from './load-server-identity.js';

describe('loadServerIdentity', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chappe-identity-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes a key once, for the owner only, and reads it afterwards', () => {
    const file = join(folder, 'deeper', 'signing.key');
    const made = loadServerIdentity('example.org', file, systemRandomness);
    const read = loadServerIdentity('example.org', file, systemRandomness);
    expect(read.signingKey.keyId).toBe(made.signingKey.keyId);
    expect(read.signingKey.publicKey).toEqual(made.signingKey.publicKey);
    expect(made.signingKey.keyId).toMatch(/^ed25519:a_\w{4}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'deeper'))).toEqual(['signing.key']);
  });

  it.each(['', 'ed25519 a_1', 'ed25519 a_1 AAAA', 'not a key at all', '\0\0\0'])(
    'refuses the damaged key %j',
    (text) => {
      const file = join(folder, 'signing.key');
      writeFileSync(file, text);
      const load = () => loadServerIdentity('example.org', file, seededRandomness('x'));
      expect(load).toThrow(ConfigError);
      expect(load).toThrow(`the signing key ${file} is damaged`);
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );

  it.each(['', 'exa mple.org', 'example.org:port', '@x:y'])('refuses the server name %j', (name) => {
    expect(() => loadServerIdentity(name, join(folder, 'signing.key'), systemRandomness)).toThrow(
      'is not a server name',
    );
  });
});

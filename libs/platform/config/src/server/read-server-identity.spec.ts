import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandomness } from '@chappe/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../config-error.js';
import { loadServerIdentity } from './load-server-identity.js';
import { readServerIdentity, readSigningIdentity } from './read-server-identity.js';

describe('readSigningIdentity', () => {
  let folder: string;
  let signingKeyFile: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chappe-identity-'));
    signingKeyFile = join(folder, 'signing.key');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (name: string, file: string | undefined = signingKeyFile) =>
    readSigningIdentity({ name, partitionCount: 16, ...(file !== '' && { signingKeyFile: file }) } as Parameters<
      typeof readSigningIdentity
    >[0]);

  it('reads the key that another process has made', () => {
    const { signingKey } = loadServerIdentity('example.org', signingKeyFile, systemRandomness);
    expect(read('example.org')).toMatchObject({ serverName: 'example.org', signingKey: { keyId: signingKey.keyId } });
  });

  it('makes no key, and says in one line what is wrong', () => {
    expect(() => read('example.org')).toThrow(`the signing key ${signingKeyFile} does not exist`);
    expect(() => read('example.org', '')).toThrow('the setting "server.signingKeyFile" is missing');
    expect(() => read('exa mple')).toThrow('is not a server name');
    writeFileSync(signingKeyFile, 'damaged');
    expect(() => read('example.org')).toThrow(ConfigError);
  });
});

describe('readServerIdentity', () => {
  it('reads the name and asks for no key', () => {
    expect(readServerIdentity({ name: 'example.org' })).toEqual({ serverName: 'example.org' });
    expect(() => readServerIdentity({ name: 'exa mple' })).toThrow('is not a server name');
  });
});

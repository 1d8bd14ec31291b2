import { linkSync, mkdirSync, openSync, closeSync, fsyncSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatSigningKeyFile, generateSigningKey, type SigningKey } from '@chappe/crypto';
import { parseServerName } from '@chappe/events';
import type { Randomness } from '@chappe/runtime';
import { ConfigError } from '../config-error.js';
import { readSigningKey } from './read-signing-key.js';
import type { SigningIdentity } from './server-identity.js';

/** Characters of a new key's version, after the customary `a_`. */
const KEY_VERSION_CHARACTERS = 4;

/**
 * Reads the signing key, or makes one (readable by the owner only) when the file does not exist.
 * @throws ConfigError when the name breaks the grammar or the file is damaged or cannot be read
 */
export function loadServerIdentity(serverName: string, keyFile: string, randomness: Randomness): SigningIdentity {
  const parsed = parseServerName(serverName);
  if (parsed === undefined) throw new ConfigError(`"${serverName}" is not a server name`);
  return { serverName: parsed, signingKey: readSigningKey(keyFile) ?? createKey(keyFile, randomness) };
}

/** The file appears whole or not at all, and never takes the place of another. */
function createKey(keyFile: string, randomness: Randomness): SigningKey {
  const key = generateSigningKey(`a_${randomness.token(KEY_VERSION_CHARACTERS)}`);
  const draft = `${keyFile}.${randomness.token(8)}`;
  try {
    mkdirSync(dirname(keyFile), { recursive: true });
    writeFileSync(draft, formatSigningKeyFile(key), { mode: 0o600, flag: 'wx', flush: true });
    linkSync(draft, keyFile);
    syncFolder(dirname(keyFile));
    return key;
  } catch (error) {
    const existing = codeOf(error) === 'EEXIST' ? readSigningKey(keyFile) : undefined;
    if (existing) return existing;
    throw new ConfigError(`the signing key ${keyFile} cannot be written (${codeOf(error)})`, { cause: error });
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Makes the new name in the folder durable. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

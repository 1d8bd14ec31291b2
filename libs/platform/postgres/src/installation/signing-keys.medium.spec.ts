import { ConfigError } from '@chappe/config';
import { generateSigningKey } from '@chappe/crypto';
import type { ServerName } from '@chappe/events';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkInstallation, InstallationMismatchError } from './check-installation.js';
import { platformMigrations } from './platform-migrations.js';
import { acceptSigningKey, listSigningKeys, retireSigningKey } from './signing-keys.js';

const first = generateSigningKey('a_1');
const second = generateSigningKey('a_2');
let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase([platformMigrations]);
  await start(first);
});
afterEach(() => database.drop());

function start(signingKey: typeof first): Promise<void> {
  const identity = { serverName: 'example.org' as ServerName, signingKey };
  return checkInstallation(database.postgres, { identity, partitionCount: 16, nowMs: 1 });
}

it('changes the signing key one process after the other', async () => {
  const { postgres } = database;
  await expect(start(second)).rejects.toThrow(
    'installed with the signing key ed25519:a_1 and cannot be used with ed25519:a_2, which was not accepted',
  );
  await acceptSigningKey(postgres, second, 2);
  await acceptSigningKey(postgres, second, 3);
  await Promise.all([start(first), start(second)]);
  await retireSigningKey(postgres, first.keyId, 4);
  await retireSigningKey(postgres, first.keyId, 5);
  await start(second);
  await expect(start(first)).rejects.toThrow(InstallationMismatchError);
  expect(await listSigningKeys(postgres)).toEqual([
    { keyId: 'ed25519:a_1', publicKey: Buffer.from(first.publicKey), acceptedAtMs: 1, retiredAtMs: 4 },
    { keyId: 'ed25519:a_2', publicKey: Buffer.from(second.publicKey), acceptedAtMs: 2, retiredAtMs: undefined },
  ]);
});

it('refuses another key under a known ID, and to take a retired one back', async () => {
  const { postgres } = database;
  await expect(acceptSigningKey(postgres, generateSigningKey('a_1'), 2)).rejects.toThrow(ConfigError);
  await acceptSigningKey(postgres, second, 2);
  await expect(start(generateSigningKey('a_2'))).rejects.toThrow('another key than the configured one');
  await retireSigningKey(postgres, second.keyId, 3);
  await expect(acceptSigningKey(postgres, second, 4)).rejects.toThrow('was retired');
});

it('never retires the last key, also when two retire two at once', async () => {
  const { postgres } = database;
  await expect(retireSigningKey(postgres, first.keyId, 2)).rejects.toThrow('the only signing key');
  await expect(retireSigningKey(postgres, 'ed25519:none', 2)).rejects.toThrow('is not known');
  await acceptSigningKey(postgres, second, 2);
  const both = await Promise.allSettled([first, second].map((key) => retireSigningKey(postgres, key.keyId, 3)));
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

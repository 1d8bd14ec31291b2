import { generateSigningKey } from '@chappe/crypto';
import type { ServerName } from '@chappe/events';
import { createTestDatabase } from '@chappe/testing';
import { expect, it } from 'vitest';
import { checkInstallation, InstallationMismatchError, installHomeserver } from './check-installation.js';
import { platformMigrations } from './platform-migrations.js';

it('remembers the installation at the first start and refuses another one', async () => {
  const { postgres, drop } = await createTestDatabase([platformMigrations]);
  const identity = { serverName: 'example.org' as ServerName, signingKey: generateSigningKey('a_1') };
  const installation = { identity, partitionCount: 16, nowMs: 1 };
  await checkInstallation(postgres, installation);
  await checkInstallation(postgres, { ...installation, nowMs: 2 });

  const others = [
    { ...installation, identity: { ...identity, serverName: 'example.com' as ServerName } },
    { ...installation, partitionCount: 17 },
    { ...installation, identity: { ...identity, signingKey: generateSigningKey('a_2') } },
    { ...installation, identity: { ...identity, signingKey: generateSigningKey('a_1') } },
  ];
  for (const other of others) {
    await expect(checkInstallation(postgres, other)).rejects.toThrow(InstallationMismatchError);
  }
  await drop();
});

it('lets processes that do not sign start before and after the one that brings the key', async () => {
  const { postgres, drop } = await createTestDatabase([platformMigrations]);
  const serverName = 'example.org' as ServerName;
  const unsigning = { identity: { serverName }, partitionCount: 16, nowMs: 1 };
  await expect(checkInstallation(postgres, unsigning)).rejects.toThrow('run the command `migrate`');
  await installHomeserver(postgres, { serverName, partitionCount: 16, nowMs: 1 });
  await checkInstallation(postgres, unsigning);
  await expect(checkInstallation(postgres, { ...unsigning, partitionCount: 17 })).rejects.toThrow('partitions');
  const signing = { ...unsigning, identity: { serverName, signingKey: generateSigningKey('a_1') } };
  await checkInstallation(postgres, signing);
  await checkInstallation(postgres, unsigning);
  const other = { ...signing, identity: { serverName, signingKey: generateSigningKey('a_2') } };
  await expect(checkInstallation(postgres, other)).rejects.toThrow('with the signing key ed25519:a_1');
  await drop();
});

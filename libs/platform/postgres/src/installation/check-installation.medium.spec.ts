import { generateSigningKey } from '@chappe/crypto';
import type { ServerName } from '@chappe/events';
import { createTestDatabase } from '@chappe/testing';
import { expect, it } from 'vitest';
import { checkInstallation, InstallationMismatchError } from './check-installation.js';
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

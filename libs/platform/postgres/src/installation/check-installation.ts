import type { ServerIdentity } from '@chappe/config';
import type { Postgres } from '../postgres.js';
import { listSigningKeys, type PublicKey } from './signing-keys.js';

/** The database belongs to a homeserver that was installed differently. The message is one line for the operator. */
export class InstallationMismatchError extends Error {
  override readonly name = 'InstallationMismatchError';
}

/** What this process was configured with. */
export interface Installation {
  readonly identity: ServerIdentity;
  readonly partitionCount: number;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
}

interface InstallationRow {
  readonly server_name: string;
  readonly partition_count: number;
  readonly signing_key_id: string;
}

/**
 * Remembers the installation at the first start and refuses another one later: ids would no longer parse as local,
 * rooms would be looked for in the wrong partition, or events would be signed with a key that nobody knows.
 * @throws InstallationMismatchError
 */
export async function checkInstallation(postgres: Postgres, installation: Installation): Promise<void> {
  const { identity, partitionCount, nowMs } = installation;
  const { keyId, publicKey } = identity.signingKey;
  await postgres.query({
    text: `INSERT INTO platform.installation
             (server_name, partition_count, signing_key_id, signing_public_key, installed_at_ms)
           VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    values: [identity.serverName, partitionCount, keyId, publicKey, nowMs],
  });
  const row = await readRow(postgres);
  if (!row) throw new InstallationMismatchError('the database has lost its installation row');
  refuse('server name', row.server_name, identity.serverName);
  refuse('number of partitions', row.partition_count, partitionCount);
  await checkKey(postgres, row, { keyId, publicKey });
}

/** The key of the installation, or one that an operator has accepted since, and that is not retired. */
async function checkKey(postgres: Postgres, installed: InstallationRow, own: PublicKey): Promise<void> {
  await postgres.query({
    text: `INSERT INTO platform.signing_keys (key_id, public_key, accepted_at_ms)
           SELECT signing_key_id, signing_public_key, installed_at_ms FROM platform.installation
           ON CONFLICT DO NOTHING`,
  });
  const key = (await listSigningKeys(postgres)).find(({ keyId }) => keyId === own.keyId);
  if (!key) refuse('signing key', installed.signing_key_id, `${own.keyId}, which was not accepted`);
  else if (!key.publicKey.equals(own.publicKey)) {
    throw new InstallationMismatchError(`another key than the configured one was accepted as ${own.keyId}`);
  } else if (key.retiredAtMs !== undefined) {
    throw new InstallationMismatchError(`the signing key ${own.keyId} was retired and cannot be used any more`);
  }
}

/** The server name that a migrated database was installed with, or undefined before the first start. */
export async function installedServerName(postgres: Postgres): Promise<string | undefined> {
  return (await readRow(postgres))?.server_name;
}

async function readRow(postgres: Postgres): Promise<InstallationRow | undefined> {
  const [row] = await postgres.query<InstallationRow>({
    text: 'SELECT server_name, partition_count, signing_key_id FROM platform.installation',
  });
  return row;
}

function refuse(what: string, installed: string | number, configured: string | number): void {
  if (installed === configured) return;
  throw new InstallationMismatchError(
    `the database was installed with the ${what} ${installed} and cannot be used with ${configured}`,
  );
}

import { canSign, type ServerIdentity } from '@chappe/config';
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
  readonly signing_key_id: string | null;
}

/** What never changes of a homeserver. */
export interface Homeserver {
  readonly serverName: ServerIdentity['serverName'];
  readonly partitionCount: number;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
}

/** Notes what never changes, the first time; later it does nothing. */
export async function installHomeserver(postgres: Postgres, homeserver: Homeserver): Promise<void> {
  await postgres.query({
    text: `INSERT INTO platform.installation (server_name, partition_count, installed_at_ms)
           VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    values: [homeserver.serverName, homeserver.partitionCount, homeserver.nowMs],
  });
}

/**
 * Refuses another installation than the one that was noted: ids would no longer parse as local, rooms would be looked
 * for in the wrong partition, or events would be signed with a key that nobody knows. A process that signs notes what
 * is missing.
 * @throws InstallationMismatchError
 */
export async function checkInstallation(postgres: Postgres, installation: Installation): Promise<void> {
  const { identity, partitionCount, nowMs } = installation;
  const { serverName } = identity;
  if (canSign(identity)) await installHomeserver(postgres, { serverName, partitionCount, nowMs });
  const row = await readRow(postgres);
  if (!row)
    throw new InstallationMismatchError('no homeserver is installed in the database: run the command `migrate`');
  refuse('server name', row.server_name, serverName);
  refuse('number of partitions', row.partition_count, partitionCount);
  if (canSign(identity)) await checkKey(postgres, identity.signingKey);
}

/** The key of the installation, or one that an operator has accepted since, and that is not retired. */
async function checkKey(postgres: Postgres, own: PublicKey): Promise<void> {
  await postgres.query({
    text: `UPDATE platform.installation SET signing_key_id = $1, signing_public_key = $2 WHERE signing_key_id IS NULL`,
    values: [own.keyId, own.publicKey],
  });
  await postgres.query({
    text: `INSERT INTO platform.signing_keys (key_id, public_key, accepted_at_ms)
           SELECT signing_key_id, signing_public_key, installed_at_ms FROM platform.installation
           ON CONFLICT DO NOTHING`,
  });
  const key = (await listSigningKeys(postgres)).find(({ keyId }) => keyId === own.keyId);
  const installed = (await readRow(postgres))?.signing_key_id ?? 'none';
  if (!key) refuse('signing key', installed, `${own.keyId}, which was not accepted`);
  else if (!key.publicKey.equals(own.publicKey)) {
    throw new InstallationMismatchError(`another key than the configured one was accepted as ${own.keyId}`);
  } else if (key.retiredAtMs !== undefined) {
    throw new InstallationMismatchError(`the signing key ${own.keyId} was retired and cannot be used any more`);
  }
}

/** The server name that a database was installed with, or undefined before the first start. */
export async function installedServerName(postgres: Postgres): Promise<string | undefined> {
  const [table] = await postgres.query<{ name: string | null }>({
    text: `SELECT to_regclass('platform.installation')::text AS name`,
  });
  return table?.name ? (await readRow(postgres))?.server_name : undefined;
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

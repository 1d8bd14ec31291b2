import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** PostgreSQL refuses to run as root, so root hands its programs to someone else. */
export interface RunAs {
  /** Owner of the files; absent: whoever we are. */
  readonly ids: { readonly uid?: number; readonly gid?: number };
  /** Put before the command line. */
  readonly prefix: readonly string[];
}

/** uid and gid of `nobody` on Linux. */
const NOBODY = 65_534;
/** Root in a user namespace that calls it 1000: keeps root's access to files, without the ID that is refused. */
const AS_OTHER_NAME: RunAs = { ids: {}, prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000'] };
const PROBE_MS_MAX = 5_000;

/**
 * Who runs the server of a cluster: the owner of its files; for a new one we ourselves, or `nobody` when we are root.
 * @param cluster folder that exists
 * @param isNew whether the owner may still be chosen
 * @param program must be reachable for that user
 * @throws when root finds nobody who can
 */
export function chooseRunAs(cluster: string, isNew: boolean, program: string): RunAs {
  if (process.getuid?.() !== 0) return { ids: {}, prefix: [] };
  const { uid, gid } = statSync(cluster);
  if (!isNew && uid !== 0) return { ids: { uid, gid }, prefix: [] };
  const nobody: RunAs = { ids: { uid: NOBODY, gid: NOBODY }, prefix: [] };
  if (isNew && succeeds(nobody, [program, '--version']) && succeeds(nobody, ['test', '-x', cluster])) return nobody;
  if (succeeds(AS_OTHER_NAME, [program, '--version'])) return AS_OTHER_NAME;
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, and nobody else can reach ${cluster}; start as another user`,
  );
}

/** The command line for `spawn` and the like. */
export function commandAs(
  runAs: RunAs,
  command: readonly string[],
): { readonly file: string; readonly args: string[] } {
  const [file = '', ...args] = [...runAs.prefix, ...command];
  return { file, args };
}

function succeeds(runAs: RunAs, command: readonly string[]): boolean {
  const { file, args } = commandAs(runAs, command);
  return spawnSync(file, args, { ...runAs.ids, stdio: 'ignore', timeout: PROBE_MS_MAX }).status === 0;
}

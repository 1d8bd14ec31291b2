import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Randomness } from '@chappe/runtime';
import type { PostgresBinaries } from './postgres-binaries.js';
import { chooseRunAs, commandAs, type RunAs } from './run-as.js';
import { NEW_DATABASE_BYTES_MIN } from './embedded.limits.js';
import { freeBytesAt, MIB } from './free-bytes.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** Name of the role that owns everything. */
export const EMBEDDED_USER = 'chappe';
const INITDB_MS_MAX = 120_000;
const PASSWORD_CHARACTERS = 40;
const CLUSTER = 'cluster';
/** Begins the names of what is not complete. */
const DRAFT = 'cluster.new';
const DRAFT_CHARACTERS = 8;

/** A cluster on disk that can be started. */
export interface Cluster {
  /** PostgreSQL's data directory. */
  readonly folder: string;
  readonly password: string;
  readonly runAs: RunAs;
}

export interface ClusterOptions {
  /** Holds `cluster/` and the file `password`. */
  readonly folder: string;
  readonly randomness: Randomness;
  /** Whether the files must survive a power cut. */
  readonly durable: boolean;
}

/** Whether there is a database in a folder. */
export function hasCluster(folder: string): boolean {
  return existsSync(join(folder, CLUSTER));
}

/**
 * Opens the cluster of a folder, or makes one. The files appear under their final name when they are complete, so
 * that a start that was killed half-way is simply done again.
 * @throws with initdb's words when it fails
 */
export async function initializeCluster(binaries: PostgresBinaries, options: ClusterOptions): Promise<Cluster> {
  const folder = join(options.folder, CLUSTER);
  mkdirSync(options.folder, { recursive: true });
  // Only the owner lists it, but the user that runs PostgreSQL must be able to pass.
  if (process.getuid?.() === 0) chmodSync(options.folder, 0o711);
  const password = readOrCreatePassword(join(options.folder, 'password'), existsSync(folder), options.randomness);
  if (existsSync(folder)) return { folder, password, runAs: chooseRunAs(folder, false, binaries.postgres) };
  removeDrafts(options.folder);
  checkRoom(options.folder);
  // Of a name of its own: the initdb of a start that was killed may still be writing.
  const draft = join(options.folder, `${DRAFT}${options.randomness.token(DRAFT_CHARACTERS)}`);
  mkdirSync(draft, { mode: 0o700 });
  const runAs = chooseRunAs(options.folder, true, binaries.postgres);
  chownTo(draft, runAs);
  await initdb(binaries, { folder: draft, password, runAs }, options.durable);
  renameSync(draft, folder);
  return { folder, password, runAs };
}

function readOrCreatePassword(file: string, clusterExists: boolean, randomness: Randomness): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (clusterExists) throw new EmbeddedPostgresError(`the password of the database is gone: ${file} does not exist`);
  const password = randomness.token(PASSWORD_CHARACTERS);
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${password}\n`, { mode: 0o600, flag: 'wx', flush: true });
  renameSync(draft, file);
  return password;
}

async function initdb(binaries: PostgresBinaries, cluster: Cluster, durable: boolean): Promise<void> {
  const passwordFile = `${cluster.folder}.password`;
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, cluster.password, { mode: 0o600, flag: 'wx' });
  chownTo(passwordFile, cluster.runAs);
  const { file, args } = commandAs(cluster.runAs, [
    binaries.initdb,
    `--pgdata=${cluster.folder}`,
    `--username=${EMBEDDED_USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Order by code point, whatever the machine; letters know their case.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
  ]);
  try {
    await runToEnd(file, args, cluster.runAs);
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? reasonIn(String(error.stderr)) : '';
    throw new EmbeddedPostgresError(`the database in ${cluster.folder} cannot be set up: ${said}`, {
      cause: error,
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Runs a program that does not outlive this process. @throws as execFile does */
async function runToEnd(file: string, args: readonly string[], { ids }: RunAs): Promise<void> {
  const running = promisify(execFile)(file, args, { ...ids, cwd: '/', timeout: INITDB_MS_MAX });
  const kill = (): void => void running.child.kill('SIGKILL');
  process.once('exit', kill);
  try {
    await running;
  } finally {
    process.removeListener('exit', kill);
  }
}

/** Removes what starts that were ended have left; what is still being written stays until the next start. */
function removeDrafts(folder: string): void {
  for (const name of readdirSync(folder).filter((each) => each.startsWith(DRAFT))) {
    try {
      rmSync(join(folder, name), { recursive: true, force: true });
    } catch (error) {
      if (!isNotEmpty(error)) throw error;
    }
  }
}

function isNotEmpty(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY';
}

/** Its last line only says that it tidies up. */
function reasonIn(said: string): string {
  const lines = said.trim().split('\n');
  return lines.find((line) => /error:|FATAL:|PANIC:/.test(line)) ?? lines.at(-1) ?? '';
}

function checkRoom(folder: string): void {
  const freeBytes = freeBytesAt(folder);
  if (freeBytes >= NEW_DATABASE_BYTES_MIN) return;
  const [free, needed] = [freeBytes, NEW_DATABASE_BYTES_MIN].map((bytes) => `${Math.floor(bytes / MIB)} MiB`);
  throw new EmbeddedPostgresError(`the disk of ${folder} is full: ${free} are free, a new database needs ${needed}`);
}

export function chownTo(path: string, { ids }: RunAs): void {
  if (ids.uid !== undefined && ids.gid !== undefined) chownSync(path, ids.uid, ids.gid);
}

import { execFileSync } from 'node:child_process';
import { readlinkSync, statfsSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

/** Where the figures were taken. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  readonly postgres: string;
  /** Where Kafka comes from, when it takes part. */
  readonly kafka?: string;
  /** Where the data folders are; fsync costs nothing on tmpfs. */
  readonly fileSystem: string;
  readonly commit: string;
}

/** statfs(2) */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x01021994: 'tmpfs: fsync is free there, the figures are worthless',
  0x794c7630: 'overlay',
};

/**
 * @param checkout folder of the repository that is measured
 * @param dataFolder where data folders are made
 * @param postmasterPid of a running server, which says its version
 */
export function describeMachine(checkout: string, dataFolder: string, postmasterPid: number | undefined): Machine {
  const type = statfsSync(dataFolder).type;
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.versions.node,
    postgres: postmasterPid === undefined ? 'unknown' : postgresVersion(postmasterPid),
    fileSystem: FILE_SYSTEMS[type] ?? `type 0x${type.toString(16)}`,
    commit: commitOf(checkout),
  };
}

function postgresVersion(pid: number): string {
  try {
    const answer = execFileSync(readlinkSync(`/proc/${pid}/exe`), ['--version'], { encoding: 'utf8' });
    return answer.trim().replace(/^.*\) /, '');
  } catch {
    return 'unknown';
  }
}

/** A star says that files differ from the commit. */
function commitOf(checkout: string): string {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', checkout, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', 'apps', 'libs') === '' ? '' : '*'}`;
  } catch {
    return 'unknown';
  }
}

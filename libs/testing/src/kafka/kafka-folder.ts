import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'chappe-kafka';
const FOLDER_NAME = new RegExp(`^${PREFIX}-(\\d+)-`);
const PID_FILE = 'broker.pid';

/** Makes an empty folder for a broker, after removing those of processes that were killed. */
export function makeKafkaFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    const pid = FOLDER_NAME.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    endLeftBroker(join(tmpdir(), name));
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  return mkdtempSync(join(tmpdir(), `${PREFIX}-${process.pid}-`));
}

/** Name of the file that holds the broker's process number. */
export function pidFileOf(folder: string): string {
  return join(folder, PID_FILE);
}

/** Kills the broker that a killed process has left behind on this folder, if there is one. */
export function endLeftBroker(folder: string): void {
  const pid = readPid(folder);
  if (pid === undefined || !commandOf(pid).includes(folder)) return;
  process.kill(pid, 'SIGKILL');
}

function readPid(folder: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFileOf(folder), 'utf8'));
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The command line names the folder, so a number that someone else has now is told apart. Empty: no such process. */
function commandOf(pid: number): string {
  try {
    return execFileSync('ps', ['-ww', '-p', String(pid), '-o', 'args='], { encoding: 'utf8', timeout: 2_000 });
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The folder belongs to another process that runs, or cannot be used. The message is one line for the operator. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
  /** Another process has it. */
  readonly isInUse: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isInUse?: boolean } = {}) {
    super(message, options);
    this.isInUse = options.isInUse ?? false;
  }
}

/** Held until released or until the process ends, however it ends. */
export interface DataFolderLock {
  release(): void;
}

/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/**
 * Makes the folder when it is absent and takes it for this process alone. The lock is SQLite's on an empty file, that
 * is, the operating system's: it cannot be left behind, and of two processes that start at once exactly one gets it.
 * @throws DataFolderError
 */
export function lockDataFolder(folder: string): DataFolderLock {
  makeFolder(folder);
  const holderFile = join(folder, 'process');
  const database = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw new DataFolderError(`the data folder ${folder} cannot be locked`, { cause: error });
    const message = `the data folder ${folder} is in use by another Chappe (process ${readHolder(holderFile)})`;
    throw new DataFolderError(message, { isInUse: true });
  }
  writeFileSync(holderFile, `${process.pid}\n`);
  return { release: () => database.close() };
}

function makeFolder(folder: string): void {
  try {
    const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
    // The user to whom root hands PostgreSQL must be able to pass, not to list.
    if (made !== undefined && process.getuid?.() === 0) chmodSync(folder, 0o711);
    writeFileSync(join(folder, 'lock'), '', { flag: 'a', mode: 0o600 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new DataFolderError(`the data folder ${folder} cannot be written (${code})`, { cause: error });
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function readHolder(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    // The winner of a race has not written it yet.
    return 'unknown';
  }
}

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a running cluster tells other terminals, and the next start of its own. */
export interface ClusterState {
  /** Of the process that runs the cluster. */
  readonly pid: number;
  /** Process numbers by name: `room-1`, `postgres`. */
  readonly processes: Readonly<Record<string, number>>;
}

const fileIn = (folder: string): string => join(folder, 'processes.json');

/** The file appears whole or not at all. */
export function writeState(folder: string, state: ClusterState): void {
  const draft = `${fileIn(folder)}.new`;
  writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(draft, fileIn(folder));
}

/** @returns undefined when no cluster has run there yet */
export function readState(folder: string): ClusterState | undefined {
  if (!existsSync(fileIn(folder))) return undefined;
  return JSON.parse(readFileSync(fileIn(folder), 'utf8')) as ClusterState;
}

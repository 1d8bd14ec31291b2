import { pathToFileURL } from 'node:url';
import type { Postgres } from '@chappe/postgres';

/** How the platform under test runs: every service in one process, or each in processes of its own. */
export type TestForm = 'all-in-one' | 'cluster';

export interface TestServerOptions {
  readonly serverName?: string;
  /** Further settings by the names that they have in the environment. */
  readonly settings?: Readonly<Record<`CHAPPE_${string}`, string>>;
  /** The most that the JavaScript heap of each process may take; default: Node's own. */
  readonly heapMiB?: number | undefined;
  /** A module that each process loads before anything else. */
  readonly preload?: string;
}

/** What Node is told, as part of an environment. */
export function nodeEnvironment({ heapMiB, preload }: TestServerOptions): Readonly<Record<string, string>> {
  const options: string[] = [];
  if (heapMiB !== undefined) options.push(`--max-old-space-size=${heapMiB}`);
  if (preload !== undefined) options.push(`--import=${pathToFileURL(preload).href}`);
  return options.length === 0 ? {} : { NODE_OPTIONS: options.join(' ') };
}

/** A homeserver of a test's own, with open registration and without rate limits. End it with {@link remove}. */
export interface TestServer {
  /** Where clients reach it; stays the same over restarts. */
  readonly baseUrl: string;
  readonly port: number;
  /** What its processes have written since the first start. */
  readonly output: string;
  /** Their log entries at level error or above: what an operator would be woken for. */
  readonly errors: readonly string[];
  /** @throws when it does not come up, with what it wrote */
  start(): Promise<void>;
  /** Ends everything in order. */
  stop(): Promise<unknown>;
  /** Sends SIGKILL to every process but the database's. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Looks into the tables while it runs. */
  withTables<T>(read: (postgres: Postgres) => Promise<T>): Promise<T>;
  /** Ends everything and removes its data. */
  remove(): Promise<void>;
}

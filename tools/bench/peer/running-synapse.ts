import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type * as Postgres from '@chappe/postgres';
import type * as Runtime from '@chappe/runtime';
import { answers } from '../http/answers.ts';
import type { ProcessGroup } from '../machine/usage.ts';
import type { MeasuredServer } from '../server/measured-server.ts';
import { type InstalledSynapse, installSynapse } from './install-synapse.ts';
import { writeSynapseConfiguration } from './write-synapse-configuration.ts';

const START_MS_MAX = 120_000;
const STOP_MS_MAX = 15_000;
const LOOK_EVERY_MS = 100;
const OUTPUT_CHARACTERS_MAX = 2_000;

export interface SynapseOptions {
  /** Folder of a built repository, for its PostgreSQL. */
  readonly checkout: string;
  /** Where the data folder is made. */
  readonly parentFolder: string;
  /** Where Synapse itself is kept. */
  readonly peerFolder: string;
}

/** Synapse as one process, with a PostgreSQL of the binaries and settings of ours. */
export class RunningSynapse implements MeasuredServer {
  readonly metricsPorts: readonly number[] = [];
  readonly inspectorUrls: readonly string[] = [];
  port = 0;
  readonly #folder: string;
  readonly #abort = new AbortController();
  #installed: InstalledSynapse | undefined;
  #postgres: Postgres.EmbeddedPostgres | undefined;
  #child: ChildProcess | undefined;
  #output = '';

  private constructor(parentFolder: string) {
    this.#folder = mkdtempSync(join(parentFolder, 'chappe-bench-'));
    // Root's PostgreSQL runs as somebody else, who must be able to pass.
    chmodSync(this.#folder, 0o711);
  }

  /** @throws when it cannot be installed or does not come up; nothing but the installation is left behind then */
  static async start(options: SynapseOptions): Promise<RunningSynapse> {
    if (isInterrupted) throw new Error('the benchmark was interrupted');
    const synapse = new RunningSynapse(options.parentFolder);
    running.add(synapse);
    try {
      synapse.#installed = await installSynapse(options.peerFolder, synapse.#abort.signal);
      synapse.#postgres = await startPostgres(options.checkout, join(synapse.#folder, 'postgres'));
      synapse.port = await freePort();
      await synapse.#come();
    } catch (error) {
      await synapse.stop();
      throw error;
    }
    return synapse;
  }

  /** As it stands in tables. */
  get name(): string {
    return `Synapse ${this.#installed?.version ?? ''}`;
  }

  get groups(): readonly ProcessGroup[] {
    const postmaster = readFileSync(join(this.#folder, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0];
    return [
      { name: 'server', pids: [this.#child?.pid ?? 0], which: 'tree' },
      { name: 'PostgreSQL', pids: [Number(postmaster)], which: 'tree' },
    ];
  }

  async restart(): Promise<void> {
    await this.#end();
    await this.#come();
  }

  /** Ends it and its database, and removes their data. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#end();
    await this.#postgres?.stop();
    running.delete(this);
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }

  async #come(): Promise<void> {
    if (this.#installed === undefined || this.#postgres === undefined) throw new Error('Synapse is not installed');
    const { host = '', port, user, password = '' } = this.#postgres.connection;
    const folder = join(this.#folder, 'synapse');
    mkdirSync(folder, { recursive: true });
    const file = writeSynapseConfiguration({ folder, port: this.port, database: { host, port, user, password } });
    const words = ['-m', 'synapse.app.homeserver', '--config-path', file];
    await this.#run([...words, '--generate-keys']);
    this.#spawn(words);
    for (let waitedMs = 0; waitedMs < START_MS_MAX; waitedMs += LOOK_EVERY_MS) {
      if (this.#isOver()) throw new Error(`Synapse ended: ${this.#output}`);
      if (await answers(this.port)) return;
      await sleep(LOOK_EVERY_MS);
    }
    throw new Error(`Synapse did not answer in ${START_MS_MAX / 1_000} s: ${this.#output}`);
  }

  /** A run that ends by itself. */
  async #run(words: readonly string[]): Promise<void> {
    const [code] = (await once(this.#spawn(words), 'exit')) as [number | null];
    if (code !== 0) throw new Error(`Synapse ended (${code}): ${this.#output}`);
  }

  #spawn(words: readonly string[]): ChildProcess {
    const child = spawn(this.#installed?.python ?? '', words, {
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (bytes: Buffer) => {
      this.#output = `${this.#output}${bytes.toString()}`.slice(-OUTPUT_CHARACTERS_MAX);
    });
    this.#child = child;
    return child;
  }

  #isOver(): boolean {
    return this.#child === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async #end(): Promise<void> {
    if (!this.#isOver()) this.#child?.kill('SIGTERM');
    for (let waitedMs = 0; !this.#isOver() && waitedMs < STOP_MS_MAX; waitedMs += 50) await sleep(50);
    if (!this.#isOver()) this.#child?.kill('SIGKILL');
  }
}

const running = new Set<RunningSynapse>();

/** Nothing is started any more. */
let isInterrupted = false;

/** Ends every peer that still runs, for the case that the benchmark is interrupted; none can be started after it. */
export async function stopPeers(): Promise<void> {
  isInterrupted = true;
  await Promise.allSettled([...running].map((synapse) => synapse.stop()));
}

async function startPostgres(checkout: string, folder: string): Promise<Postgres.EmbeddedPostgres> {
  const library = (name: string): string => pathToFileURL(join(checkout, `libs/platform/${name}/dist/index.js`)).href;
  const { EmbeddedPostgres } = (await import(library('postgres'))) as typeof Postgres;
  const { systemClock, systemRandomness } = (await import(library('runtime'))) as typeof Runtime;
  return EmbeddedPostgres.start({ folder, clock: systemClock, randomness: systemRandomness });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Coverage } from './coverage.ts';
import { journeys, type Journey } from './journeys.ts';

const START_MS_MAX = 60_000;
const WARM_UP_RUNS = 3;
const COUNTED_RUNS = 12;
const PAUSE_MS = 100;
/** What a request does after its answer, as reporting it, belongs to it; what runs beside it by chance should not. */
const AFTERWARDS_MS = 20;

/** How much of our code one request runs through. */
export interface Executed {
  readonly request: string;
  readonly files: number;
  readonly functions: number;
}

/**
 * Starts the compiled all-in-one of the repository at `root` and counts the files and functions that each journey
 * executes every time: what runs beside it by chance is left out.
 */
export async function executed(root: string): Promise<Executed[]> {
  const data = mkdtempSync(join(tmpdir(), 'chappe-structure-'));
  const port = await freePort();
  const server = spawn(
    process.execPath,
    ['--inspect=127.0.0.1:0', join(root, 'apps/all-in-one/dist/main.js'), '--data', data].concat([
      '--port',
      String(port),
      '--server-name',
      'localhost',
      '--registration',
      'open',
    ]),
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  try {
    const coverage = await Coverage.connect(await inspectorOf(server));
    const address = `http://127.0.0.1:${port}`;
    await untilReady(address);
    const results: Executed[] = [];
    for (const journey of await journeys(address)) results.push(await count(coverage, journey, root));
    coverage.close();
    return results;
  } finally {
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
    rmSync(data, { recursive: true, force: true });
  }
}

async function count(coverage: Coverage, { name, run }: Journey, root: string): Promise<Executed> {
  for (let at = 0; at < WARM_UP_RUNS; at++) await run();
  let always: ReadonlySet<string> | undefined;
  for (let at = 0; at < COUNTED_RUNS; at++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    await coverage.take();
    await run();
    await new Promise((resolve) => setTimeout(resolve, AFTERWARDS_MS));
    const now = await coverage.take();
    const before = always ?? now;
    always = new Set([...now].filter((id) => before.has(id)));
  }
  const own = [...(always ?? [])].filter((id) => id.includes(`${root}/libs/`) || id.includes(`${root}/apps/`));
  const files = new Set(own.map((id) => id.slice(0, id.indexOf('#'))));
  return { request: name, files: files.size, functions: own.length };
}

function inspectorOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    server.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const address = /ws:\/\/\S+/.exec(text)?.[0];
      if (address !== undefined) resolve(address);
    });
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${text}`)));
  });
}

async function untilReady(address: string): Promise<void> {
  const endMs = performance.now() + START_MS_MAX;
  for (;;) {
    const isReady = await fetch(`${address}/_chappe/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    if (performance.now() > endMs) throw new Error('the server did not get ready');
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

import { fork } from 'node:child_process';
import { generateKeyPairSync, hash, sign } from 'node:crypto';
import { closeSync, fdatasyncSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { runJob } from '../load/run-job.ts';

/**
 * What known pieces of work cost on this machine in the minute of a measurement. Microseconds unless it says otherwise.
 */
export interface Calibration {
  /** SHA-256 of 1 KB. */
  readonly sha256: number;
  readonly ed25519Sign: number;
  /** Median of appending 4 KB to a file in the data folder and forcing it to the disk. */
  readonly fsync: number;
  /** Median of the same with 8 KB that are already part of the file: what a commit of PostgreSQL waits for. */
  readonly fdatasync: number;
  /** Requests a second of a bare HTTP server with 64 clients of the same generator. */
  readonly bareRate: number;
  /** CPU of that server and of the generator for each request. */
  readonly bareServer: number;
  readonly bareGenerator: number;
}

const LOOP_MS = 150;
const DISK_MS = 250;
/** As large as a segment of PostgreSQL's log. */
const SEGMENT_BYTES = 16 * 2 ** 20;
const BARE = { warmUpMs: 500, measureMs: 1_500, clients: 64 } as const;

/** Takes about three seconds. @param folder where the data folders are */
export async function calibrate(folder: string): Promise<Calibration> {
  const block = Buffer.alloc(1_024, 'x');
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    sha256: microsecondsOf(() => void hash('sha256', block)),
    ed25519Sign: microsecondsOf(() => void sign(null, block, privateKey)),
    ...diskMicroseconds(folder),
    ...(await bareHttp()),
  };
}

function microsecondsOf(work: () => void): number {
  for (let i = 0; i < 200; i++) work();
  const startedMs = performance.now();
  let count = 0;
  do {
    for (let i = 0; i < 50; i++) work();
    count += 50;
  } while (performance.now() - startedMs < LOOP_MS);
  return (1_000 * (performance.now() - startedMs)) / count;
}

function diskMicroseconds(parent: string): Pick<Calibration, 'fsync' | 'fdatasync'> {
  const folder = mkdtempSync(join(parent, 'chappe-disk-'));
  const appended = openSync(join(folder, 'appended'), 'a');
  const block = Buffer.alloc(4_096, 'x');
  const fsync = medianMicroseconds(() => {
    writeSync(appended, block);
    fsyncSync(appended);
  });
  const segment = openSync(join(folder, 'segment'), 'w+');
  writeSync(segment, Buffer.alloc(SEGMENT_BYTES), 0, SEGMENT_BYTES, 0);
  fsyncSync(segment);
  const page = Buffer.alloc(8_192, 'x');
  let at = 0;
  const fdatasync = medianMicroseconds(() => {
    writeSync(segment, page, 0, page.length, at);
    at = (at + page.length) % SEGMENT_BYTES;
    fdatasyncSync(segment);
  });
  closeSync(appended);
  closeSync(segment);
  rmSync(folder, { recursive: true });
  return { fsync, fdatasync };
}

function medianMicroseconds(work: () => void): number {
  const times: number[] = [];
  const untilMs = performance.now() + DISK_MS;
  while (performance.now() < untilMs) {
    const startedMs = performance.now();
    work();
    times.push(1_000 * (performance.now() - startedMs));
  }
  return times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
}

async function bareHttp(): Promise<Pick<Calibration, 'bareRate' | 'bareServer' | 'bareGenerator'>> {
  const server = fork(join(import.meta.dirname, 'hello-server.ts'), { execArgv: [] });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      server.once('message', (message: { port: number }) => resolve(message.port));
      server.once('exit', () => reject(new Error('the bare server ended')));
    });
    const { result, usage } = await runJob(
      { kind: 'bare', port, path: '/', ...BARE },
      { groups: [{ name: 'server', pids: [server.pid ?? 0], which: 'itself' }] },
    );
    const cpu = (name: string): number =>
      (1_000 * (usage.groups.find((group) => group.name === name)?.cpu.totalMs ?? 0)) / result.count;
    return {
      bareRate: result.count / result.seconds,
      bareServer: cpu('server'),
      bareGenerator: cpu('generator'),
    };
  } finally {
    server.disconnect();
  }
}

import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRoom, registerClient, sendMessage, ServerProcess, type TestClient } from '@chappe/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pause } from '../fixtures/pause.js';
import { readEvents } from '../fixtures/read-tables.js';
import { unexplainedErrors } from './fixtures/unexplained-errors.js';

const MIB = 1_048_576;
const DISK_MIB = 400;
/** Below what the server needs, and above what its log grows by in the test. */
const LITTLE_BYTES = 80 * MIB;
const TURN_MS_MAX = 20_000;
const BODY = 'x'.repeat(20_000);
const PAUSE_MS = 20;

const reason = reasonNotToMount();

function reasonNotToMount(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no file system can be mounted here';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A disk that ends soon. */
class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'chappe-disk-'));
  readonly #filler = join(this.folder, 'filler');

  constructor(sizeMib = DISK_MIB) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMib}m,mode=0711`, 'tmpfs', this.folder]);
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  /** Writes until so little is free; 0: until nobody can write another byte. */
  fill(leftBytes: number): void {
    while (this.freeBytes > leftBytes) {
      appendFileSync(this.#filler, Buffer.alloc(Math.min(MIB, this.freeBytes - leftBytes)));
    }
  }

  makeRoom(): void {
    rmSync(this.#filler);
  }

  remove(): void {
    execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true });
  }
}

/** DESIGN 7, invariants 1 and 8, where the disk has no more room. */
describe.skipIf(reason !== undefined)('an all-in-one whose disk is full', { timeout: 180_000 }, () => {
  let disk: SmallDisk;
  let server: ServerProcess;
  let writer: TestClient;
  let roomId: string;
  let acknowledged: string[];
  let isOver: boolean;
  let writing: Promise<void>;

  beforeEach(async () => {
    disk = new SmallDisk();
    server = await ServerProcess.start({
      dataDir: join(disk.folder, 'data'),
      settings: { CHAPPE_TELEMETRY_LOG_LEVEL: 'info', CHAPPE_TELEMETRY_LOG_FORMAT: 'json' },
    });
    writer = await registerClient(server.baseUrl, 'writer');
    roomId = await createRoom(writer);
    [acknowledged, isOver] = [[], false];
    writing = write();
  });
  afterEach(async () => {
    isOver = true;
    await writing;
    await server?.remove();
    disk.remove();
  });

  const hasReserve = (): boolean => existsSync(join(server.dataDir, 'postgres/reserve'));
  const send = () => sendMessage(writer, roomId, BODY);
  const status = (work: () => Promise<unknown>): Promise<unknown> =>
    work().then(
      () => 200,
      (error: unknown) => (error as { status?: number }).status,
    );
  const read = () => writer.ask(`GET /v3/rooms/${encodeURIComponent(roomId)}/messages?dir=b`);
  const becomes = async (wanted: number, work: () => Promise<unknown>): Promise<void> => {
    await expect.poll(() => status(work), { timeout: TURN_MS_MAX }).toBe(wanted);
  };

  async function write(): Promise<void> {
    for (; !isOver; await pause(PAUSE_MS)) {
      await send().then(
        (eventId) => acknowledged.push(eventId),
        () => undefined,
      );
    }
  }

  async function isServed(): Promise<void> {
    const { pid } = server;
    disk.makeRoom();
    await becomes(200, send);
    await expect.poll(hasReserve, { timeout: TURN_MS_MAX }).toBe(true);
    expect(server.pid).toBe(pid);
    isOver = true;
    await writing;
    const stored = (await server.withTables(readEvents)).map(({ event_id: id }) => id);
    expect(stored.filter((id) => acknowledged.includes(id))).toEqual(acknowledged);
    expect(unexplainedErrors(server.errors)).toEqual([]);
  }

  it('goes on reading and refuses what is to be stored, until there is room', async () => {
    await expect.poll(() => hasReserve() && acknowledged.length > 0, { timeout: TURN_MS_MAX }).toBe(true);
    disk.fill(LITTLE_BYTES);
    await becomes(503, send);
    for (let i = 0; i < 10; i++) {
      expect(await status(send)).toBe(503);
      expect(await status(read)).toBe(200);
      expect(await status(() => writer.ask('GET /v3/sync?timeout=0'))).toBe(200);
      expect(await status(() => writer.ask('POST /v3/keys/query', { device_keys: { [writer.userId]: [] } }))).toBe(200);
    }
    expect(server.output).toContain('Room on the disk is not available');
    await isServed();
    await expect.poll(() => server.output, { timeout: TURN_MS_MAX }).toContain('Room on the disk is available again');
  });

  it('comes up and can be read though not a byte is left, and has lost nothing that it acknowledged', async () => {
    await expect.poll(() => hasReserve() && acknowledged.length > 0, { timeout: TURN_MS_MAX }).toBe(true);
    disk.fill(0);
    await becomes(503, send);
    const pidFile = join(server.dataDir, 'postgres/cluster/postmaster.pid');
    execFileSync('sh', ['-c', `kill -9 "$(head -1 '${pidFile}')"`]);
    await becomes(503, send);
    await becomes(200, read);
    expect(await status(send)).toBe(503);
    await isServed();
  });
});

describe.skipIf(reason !== undefined)('a first start on a disk without room', () => {
  it('is refused, and says why', async () => {
    const disk = new SmallDisk(100);
    const server = await ServerProcess.prepare({ dataDir: join(disk.folder, 'data') });
    await expect(server.start()).rejects.toThrow(/is full: \d+ MiB are free, a new database needs 256 MiB/);
    await server.remove();
    disk.remove();
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  bodiesOf,
  createRoom,
  logInClient,
  readMessages,
  registerClient,
  roomPath,
  sendMessage,
  ServerProcess,
  SyncSession,
  type TestEvent,
} from '@chappe/testing';
import { EmbeddedPostgres } from '@chappe/postgres';
import { systemClock, systemRandomness } from '@chappe/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * What a start refuses, as an operator meets it: one line and an exit code. Racing starts, signals and flags are shown
 * beside the program in apps/all-in-one.
 */
describe('a start on existing data', () => {
  let server: ServerProcess;

  beforeAll(async () => {
    server = await ServerProcess.start();
  });
  afterAll(() => server?.remove());

  /** Starts the server again and returns what it says when it refuses. */
  async function refusal(other = server): Promise<string> {
    const before = other.output.length;
    other.spawn();
    const exit = await other.exit();
    expect(exit).toEqual({ code: 1, signal: null });
    const said = other.output.slice(before);
    expect(said).toMatch(/^chappe: .+\n$/);
    return said;
  }

  /** Changes the tables of the stopped server. */
  async function change(text: string): Promise<void> {
    const folder = join(server.dataDir, 'postgres');
    const embedded = await EmbeddedPostgres.start({ folder, clock: systemClock, randomness: systemRandomness });
    await server.withTables((postgres) => postgres.query({ text }));
    await embedded.stop();
  }

  it('keeps accounts, devices, rooms, messages, aliases and account data', async () => {
    const alice = await registerClient(server.baseUrl, 'alice');
    const session = new SyncSession(alice);
    await session.next();
    const roomId = await createRoom(alice, { room_alias_name: 'room', name: 'Room' });
    for (const text of ['one', 'two', 'three']) await sendMessage(alice, roomId, text);
    const data = `/v3/user/${encodeURIComponent(alice.userId)}/account_data/org.example`;
    await alice.ask(`PUT ${data}`, { theme: 'dark' });
    const state = await alice.ask<TestEvent[]>(`GET ${roomPath(roomId)}/state`);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    await server.start();
    expect(await alice.ask('GET /v3/account/whoami')).toMatchObject({ device_id: alice.deviceId });
    expect(await alice.ask(`GET ${roomPath(roomId)}/state`)).toEqual(withoutAge(state));
    expect(bodiesOf((await readMessages(alice, roomId)).chunk)).toEqual(['three', 'two', 'one']);
    expect(await alice.ask('GET /v3/directory/room/%23room:localhost')).toMatchObject({ room_id: roomId });
    expect(await alice.ask(`GET ${data}`)).toEqual({ theme: 'dark' });
    expect(bodiesOf((await session.joined(roomId)).timeline?.events)).toEqual(['one', 'two', 'three']);
    expect((await logInClient(server.baseUrl, 'alice')).userId).toBe(alice.userId);
  });

  it('refuses a taken port', async () => {
    await server.stop();
    const other = createServer().listen(server.port, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    expect(await refusal()).toContain('the port is taken');
    await new Promise((resolve) => other.close(resolve));
  });

  it('refuses a damaged signing key', async () => {
    const file = join(server.dataDir, 'signing.key');
    const key = readFileSync(file, 'utf8');
    writeFileSync(file, key.slice(0, 20));
    expect(await refusal()).toContain('signing.key');
    writeFileSync(file, key);
  });

  it('refuses another server name', async () => {
    const other = await ServerProcess.prepare({ dataDir: server.dataDir, serverName: 'other.example' });
    expect(await refusal(other)).toContain('other.example');
  });

  it('refuses a schema from which a newer program has taken something away', async () => {
    await change("INSERT INTO room.migrations (name, phase) VALUES ('29991231-000000-from-the-future', 'contract')");
    expect(await refusal()).toContain('29991231-000000-from-the-future');
    await change("DELETE FROM room.migrations WHERE name = '29991231-000000-from-the-future'");
  });

  it('refuses a log that has lost a partition', async () => {
    await change('DELETE FROM room.partitions WHERE partition = 3');
    expect(await refusal()).toContain('partition');
    await change('INSERT INTO room.partitions (partition, position) VALUES (3, 0)');
  });

  it('serves again when all of that is put right', async () => {
    await server.start();
    expect((await logInClient(server.baseUrl, 'alice')).userId).toBe('@alice:localhost');
  });
});

/** The age of an event differs from answer to answer. */
function withoutAge(events: readonly TestEvent[]): unknown {
  return events.map((event) => ({ ...event, unsigned: { ...event.unsigned, age: expect.any(Number) as number } }));
}

import { createRoom, Dice, registerClient, ServerProcess } from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killAndRestart } from './fixtures/killer.js';
import { readEvents, readLog, type StoredMessage } from './fixtures/read-tables.js';
import { StubbornClient } from './fixtures/stubborn-client.js';

const CLIENTS = 16;
const ROOMS = 6;
const KILLS = 20;
/** Every client is in so many of the rooms. */
const ROOMS_OF_CLIENT = 3;

const seed = process.env['CHAPPE_TEST_SEED'] ?? String(Date.now());

/** DESIGN 7, invariants 1 to 3 and 6. A failure is looked into with the seed that the test prints. */
describe(`a server that is killed ${KILLS} times`, () => {
  let server: ServerProcess;
  const clients: StubbornClient[] = [];
  let events: StoredMessage[] = [];

  beforeAll(async () => {
    process.stdout.write(`CHAPPE_TEST_SEED=${seed}\n`);
    server = await ServerProcess.start();
    const users = [];
    for (let i = 0; i < CLIENTS; i++) users.push(await registerClient(server.baseUrl, `user-${i}`));
    const rooms: string[] = [];
    for (const user of users.slice(0, ROOMS)) rooms.push(await createRoom(user, { preset: 'public_chat' }));
    for (const [i, user] of users.entries()) {
      const own = Array.from({ length: ROOMS_OF_CLIENT }, (_, step) => rooms[(i + step) % ROOMS] ?? '');
      for (const roomId of own) await user.ask(`POST /v3/join/${encodeURIComponent(roomId)}`, {});
      clients.push(new StubbornClient(user, own, new Dice(`${seed} client ${i}`)));
    }
  });
  afterAll(() => server?.remove());

  it('goes on every time while its clients send and sync', async () => {
    const dice = new Dice(seed);
    const others = clients.map(({ client }) => client);
    let isEnough = false;
    const syncing = Promise.all(clients.map((each) => each.syncUntil(() => isEnough)));
    const sending = Promise.all(clients.map((each) => each.sendUntilStopped(others)));
    // A client that fails ends the test at once instead of after the last kill.
    const failed = Promise.race([syncing, sending]).then(() => undefined);
    for (let kill = 1; kill <= KILLS; kill++) {
      const killed = await Promise.race([killAndRestart(server, dice), failed]);
      process.stdout.write(`kill ${kill}: ${killed}\n`);
    }
    for (const each of clients) each.stop();
    await sending;
    isEnough = true;
    await syncing;
    events = await server.withTables(readEvents);
    const sent = clients.reduce((sum, each) => sum + each.acknowledged.length, 0);
    process.stdout.write(`${sent} messages were acknowledged, ${events.length} events are stored\n`);
    expect(sent).toBeGreaterThan(KILLS * 10);
  }, 170_000);

  it('holds every acknowledged event exactly once', () => {
    const stored = new Map(events.map((event) => [event.event_id, event]));
    expect(stored.size).toBe(events.length);
    for (const { client, acknowledged } of clients) {
      for (const { eventId, roomId } of acknowledged) {
        expect(stored.get(eventId)).toMatchObject({ room_id: roomId, sender: client.userId });
      }
      const ids = events.filter((event) => event.sender === client.userId && event.txn_id !== null);
      expect(ids).toHaveLength(acknowledged.length);
    }
  });

  it('has contiguous log positions in every partition', async () => {
    const logs = await server.withTables(async (postgres) => [
      ...(await readLog(postgres, 'room')),
      ...(await readLog(postgres, 'user_log')),
    ]);
    expect(logs).toHaveLength(32);
    for (const log of logs) {
      const isEmpty = log.position === 0;
      const expected = { entries: log.position, least: isEmpty ? null : 1, greatest: isEmpty ? null : log.position };
      expect(log).toMatchObject(expected);
    }
  });

  it('has shown every client each event of its rooms exactly once and in order', () => {
    for (const { seen } of clients) {
      expect(seen.size).toBe(ROOMS_OF_CLIENT);
      for (const [roomId, ids] of seen) {
        const history = events.filter((event) => event.room_id === roomId).map((event) => event.event_id);
        // The first sync begins within the history; from there on nothing is missing, doubled or out of place.
        expect(ids).toEqual(history.slice(history.indexOf(ids[0] ?? '')));
      }
    }
  });

  it('has delivered every acknowledged to-device message exactly once', () => {
    for (const { client, receivedToDevice } of clients) {
      const sent = clients.flatMap((each) => each.sentToDevice.filter(({ to }) => to === client.userId));
      expect(receivedToDevice.toSorted()).toEqual(sent.map(({ number }) => number).toSorted());
    }
  });

  it('has kept acknowledged account data', async () => {
    for (const { client, accountData } of clients.filter((each) => each.accountData > 0)) {
      const path = `/v3/user/${encodeURIComponent(client.userId)}/account_data/org.example.number`;
      expect(await client.ask(`GET ${path}`)).toEqual({ number: accountData });
    }
  });
});

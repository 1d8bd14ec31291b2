import { createRoom, Dice, registerClient } from '@chappe/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectContiguousLogs } from '../fixtures/expect-contiguous-logs.js';
import { expectWholeHistory } from '../fixtures/expect-whole-history.js';
import { readEvents, readReplacements, type StoredMessage } from '../fixtures/read-tables.js';
import { enlarge } from './fixtures/enlarge.js';
import { StubbornClient } from './fixtures/stubborn-client.js';
import { startVictim } from './fixtures/start-victim.js';
import type { Victim } from './fixtures/victim.js';

const CLIENTS = 16;
const ROOMS = 6;
/** Clients that only write, each in a room of its own, and never pause: the load under which the faults happen. */
const WRITERS = 8;
/** Every client is in so many of the rooms. */
const ROOMS_OF_CLIENT = 3;
/** Messages that are sent at least, for each fault; several times that many where something is always there. */
const SENT_MIN = 20;
/** In the form that suffers the most. */
const FAULTS_MAX = 38;
const FAULT_MS_MAX = 10_000;

const seed = process.env['CHAPPE_TEST_SEED'] ?? String(Date.now());
const asked = process.env['CHAPPE_TEST_FAULTS'];
/** Of a room with 5,000 members and 20,000 events, and of a user with 1,000 rooms. */
const size = Number(process.env['CHAPPE_TEST_SIZE'] ?? 0);
const ENLARGING_MS_MAX = 1_800_000;

/** DESIGN 7, invariants 1 to 3 and 6. A failure is looked into with the seed that the test prints. */
describe('a platform whose processes are killed at random', () => {
  let victim: Victim;
  const clients: StubbornClient[] = [];
  const writers: StubbornClient[] = [];
  let upgrader: StubbornClient;
  let events: StoredMessage[] = [];
  let faults = 0;
  let isOver = false;

  beforeAll(
    async () => {
      process.stdout.write(`CHAPPE_TEST_SEED=${seed}\n`);
      victim = await startVictim(new Dice(seed));
      faults = asked === undefined ? victim.faults : Number(asked);
      const { baseUrl } = victim.server;
      const users = [];
      for (let i = 0; i < CLIENTS; i++) users.push(await registerClient(baseUrl, `user-${i}`));
      const rooms: string[] = [];
      for (const user of users.slice(0, ROOMS)) rooms.push(await createRoom(user, { preset: 'public_chat' }));
      for (const [i, user] of users.entries()) {
        const own = Array.from({ length: ROOMS_OF_CLIENT }, (_, step) => rooms[(i + step) % ROOMS] ?? '');
        for (const roomId of own) await user.ask(`POST /v3/join/${encodeURIComponent(roomId)}`, {});
        clients.push(new StubbornClient(user, own, new Dice(`${seed} client ${i}`)));
      }
      for (let i = 0; i < WRITERS; i++) {
        const user = await registerClient(baseUrl, `writer-${i}`);
        writers.push(new StubbornClient(user, [await createRoom(user)], new Dice(`${seed} writer ${i}`)));
      }
      upgrader = new StubbornClient(await registerClient(baseUrl, 'upgrader'), [], new Dice(`${seed} upgrader`));
      const [roomId = ''] = rooms;
      const [client] = users;
      if (client) await enlarge(baseUrl, { roomId, client }, size);
    },
    120_000 + size * ENLARGING_MS_MAX,
  );
  afterAll(() => victim?.remove());
  beforeEach(({ task, skip }) => {
    if (task.name.startsWith('has') || task.name.startsWith('holds')) skip(!isOver, 'the faults came to no end');
  });

  it(
    'goes on every time while its clients send and sync',
    async () => {
      const others = clients.map(({ client }) => client);
      let isEnough = false;
      const syncing = Promise.all(clients.map((each) => each.syncUntil(() => isEnough)));
      const sending = Promise.all([
        ...clients.map((each) => each.sendUntilStopped(others)),
        ...writers.map((each) => each.writeUntilStopped()),
        upgrader.upgradeUntilStopped(),
      ]);
      // A client that fails ends the test at once instead of after the last fault.
      const failed = Promise.race([syncing, sending]).then(() => undefined);
      const startedMs = performance.now();
      for (let fault = 1; fault <= faults; fault++) {
        const what = await Promise.race([victim.strike(), failed]);
        process.stdout.write(`fault ${fault}: ${what}\n`);
      }
      await victim.recover();
      for (const each of [...clients, ...writers, upgrader]) each.stop();
      await sending;
      const tookS = Math.round((performance.now() - startedMs) / 1_000);
      isEnough = true;
      await syncing;
      events = await victim.server.withTables(readEvents);
      const sent = [...clients, ...writers].reduce((sum, each) => sum + each.acknowledged.length, 0);
      process.stdout.write(
        `${sent} messages were acknowledged in ${tookS} s, ${events.length} events are stored; ${refusals()}\n`,
      );
      expect(sent).toBeGreaterThan(faults * SENT_MIN);
      isOver = true;
    },
    FAULT_MS_MAX * Number(asked ?? FAULTS_MAX),
  );

  /** How often clients had to ask again, and why. */
  function refusals(): string {
    const counts = new Map<number, number>();
    for (const [status, count] of [...clients, ...writers].flatMap((each) => [...each.refusals])) {
      counts.set(status, (counts.get(status) ?? 0) + count);
    }
    const each = [...counts].map(([status, count]) => `${count} × ${status === 0 ? 'broken connection' : status}`);
    return `clients asked again after ${each.join(', ') || 'nothing'}`;
  }

  it('holds every acknowledged event exactly once', () => {
    const stored = new Map(events.map((event) => [event.event_id, event]));
    expect(stored.size).toBe(events.length);
    for (const { client, acknowledged } of [...clients, ...writers, ...victim.senders]) {
      for (const { eventId, roomId } of acknowledged) {
        expect(stored.get(eventId)).toMatchObject({ room_id: roomId, sender: client.userId });
      }
      const ids = events.filter((event) => event.sender === client.userId && event.txn_id !== null);
      expect(ids).toHaveLength(acknowledged.length);
    }
  });

  it('has replaced every room once whose upgrade was acknowledged', async () => {
    const { made, named } = await victim.server.withTables(readReplacements);
    expect(upgrader.upgrades.length).toBeGreaterThan(0);
    for (const { roomId, replacement } of upgrader.upgrades) {
      const pair = [[roomId, replacement]];
      expect(made.filter(([predecessor]) => predecessor === roomId)).toEqual(pair);
      expect(named.filter(([old]) => old === roomId)).toEqual(pair);
    }
  });

  it('has contiguous log positions in every partition', () => expectContiguousLogs(victim.server));

  it('has shown every client each event of its rooms exactly once and in order', () => {
    for (const [i, { reader }] of clients.entries()) {
      expect(reader.seen.size).toBeGreaterThanOrEqual(ROOMS_OF_CLIENT);
      if (i > 0) expect(reader.seen.size).toBe(ROOMS_OF_CLIENT);
      expectWholeHistory(reader.seen, events);
    }
  });

  it('has delivered every acknowledged to-device message exactly once', () => {
    for (const { client, reader } of clients) {
      const sent = clients.flatMap((each) => each.sentToDevice.filter(({ to }) => to === client.userId));
      const received = reader.toDevice.map(({ content }) => String(content['number']));
      expect(received.toSorted()).toEqual(sent.map(({ number }) => number).toSorted());
    }
  });

  it('has handed out every one-time key at most once', () => {
    const claimed = clients.flatMap(({ claimedKeys }) => claimedKeys);
    expect(claimed.length).toBeGreaterThan(clients.length);
    expect(claimed).toHaveLength(new Set(claimed).size);
  });

  it('has kept acknowledged account data', async () => {
    for (const { client, accountData } of clients.filter((each) => each.accountData > 0)) {
      const path = `/v3/user/${encodeURIComponent(client.userId)}/account_data/org.example.number`;
      expect(await client.ask(`GET ${path}`)).toEqual({ number: accountData });
    }
  });

  it('suffers nothing that the faults do not explain', async () => {
    expect(await victim.complaints()).toEqual([]);
  });
});

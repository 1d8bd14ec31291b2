import { ToDeviceEntry, userLog } from '@chappe/contracts';
import type { Postgres } from '@chappe/postgres';
import { createRoom, Dice, readTables, registerClient, ReplicatedPostgres } from '@chappe/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectWholeHistory } from '../fixtures/expect-whole-history.js';
import { pause } from '../fixtures/pause.js';
import { readEvents, type StoredMessage } from '../fixtures/read-tables.js';
import { type ReplicatedServer, startReplicated } from './fixtures/start-replicated.js';
import { StubbornClient } from './fixtures/stubborn-client.js';

const CLIENTS = 12;
const ROOMS = 6;
/** Every client is in so many of the rooms. */
const ROOMS_OF_CLIENT = 3;
/** How long clients go on before, while the standby gets nothing, and after the fail-over. */
const BEFORE_MS = 1_500;
const HELD_MS = Number(process.env['CHAPPE_DRILL_HELD_MS'] ?? 2_000);
const AFTER_MS = Number(process.env['CHAPPE_DRILL_AFTER_MS'] ?? 4_000);
const DRILL_MS_MAX = 150_000 + HELD_MS + AFTER_MS;

const seed = process.env['CHAPPE_TEST_SEED'] ?? String(Date.now());

/** DESIGN 3 and 7: PostgreSQL is the truth, also when it has lost its newest commits. */
describe('a platform whose PostgreSQL fails over to a standby that lacks the newest commits', () => {
  let postgres: ReplicatedPostgres;
  let platform: ReplicatedServer;
  const clients: StubbornClient[] = [];
  let events: StoredMessage[] = [];
  /** Numbers of the to-device messages that are left, delivered or not. */
  let toDevice: string[] = [];
  let isOver = false;

  beforeAll(async () => {
    process.stdout.write(`CHAPPE_TEST_SEED=${seed}\n`);
    postgres = await ReplicatedPostgres.start();
    platform = await startReplicated(postgres.connection);
    const { baseUrl } = platform.server;
    const users = [];
    for (let i = 0; i < CLIENTS; i++) users.push(await registerClient(baseUrl, `user-${i}`));
    const rooms: string[] = [];
    for (const user of users.slice(0, ROOMS)) rooms.push(await createRoom(user, { preset: 'public_chat' }));
    for (const [i, user] of users.entries()) {
      const own = Array.from({ length: ROOMS_OF_CLIENT }, (_, step) => rooms[(i + step) % ROOMS] ?? '');
      for (const roomId of own) await user.ask(`POST /v3/join/${encodeURIComponent(roomId)}`, {});
      clients.push(new StubbornClient(user, own, new Dice(`${seed} client ${i}`)));
    }
  }, 180_000);
  afterAll(async () => {
    await platform?.remove();
    await postgres?.remove();
  });
  beforeEach(({ task, skip }) => {
    if (task.name.startsWith('has')) skip(!isOver, 'the fail-over came to no end');
  });

  it(
    'goes on while its clients send and sync',
    async () => {
      const others = clients.map(({ client }) => client);
      let isEnough = false;
      const syncing = Promise.all(clients.map((each) => each.syncUntil(() => isEnough)));
      const sending = Promise.all(clients.map((each) => each.sendUntilStopped(others)));
      const failed = Promise.race([syncing, sending]).then(() => undefined);
      const meanwhile = (durationMs: number): Promise<void> => Promise.race([pause(durationMs), failed]);
      await meanwhile(BEFORE_MS);
      postgres.hold();
      await meanwhile(HELD_MS);
      await Promise.race([postgres.failOver(), failed]);
      await meanwhile(AFTER_MS);
      for (const each of clients) each.stop();
      await sending;
      isEnough = true;
      await syncing;
      await readTables(postgres.connection, async (tables) => {
        events = await readEvents(tables);
        toDevice = await readToDevice(tables);
      });
      const { lost, shown } = report();
      // Otherwise nothing of this was tried.
      expect(lost.length).toBeGreaterThan(0);
      expect(shown.filter((count) => count > 0).length).toBeGreaterThan(CLIENTS / 2);
      isOver = true;
    },
    DRILL_MS_MAX,
  );

  const isStored = (eventId: string): boolean => events.some((event) => event.event_id === eventId);

  /** @returns what was acknowledged and is lost, exactly, and how many lost events each client was shown */
  function report() {
    const acknowledged = clients.flatMap((each) => each.acknowledged);
    const lost = acknowledged.filter(({ eventId }) => !isStored(eventId));
    const sent = clients.flatMap((each) => each.sentToDevice);
    const lostToDevice = sent.filter(({ number }) => !toDevice.includes(number));
    const shown = clients.map(({ reader }) => [...reader.seen.values()].flat().filter((id) => !isStored(id)).length);
    process.stdout.write(
      `${acknowledged.length} messages were acknowledged, ${lost.length} of them are lost; ` +
        `${sent.length} to-device messages, ${lostToDevice.length} of them are lost; ` +
        `lost events shown to each client: ${shown.join(', ')}\n`,
    );
    return { lost, shown };
  }

  it('has shown every client each event that is left exactly once and in order', () => {
    for (const { reader } of clients) {
      const seen = [...reader.seen].map(([roomId, ids]) => [roomId, ids.filter(isStored)] as const);
      expect(seen).toHaveLength(ROOMS_OF_CLIENT);
      expectWholeHistory(new Map(seen), events);
    }
  });

  it('has delivered every to-device message that is left exactly once, and those that are lost at most once', () => {
    for (const { client, reader } of clients) {
      const received = reader.toDevice.map(({ content }) => String(content['number']));
      expect(new Set(received).size, client.userId).toBe(received.length);
      const sent = clients.flatMap((each) => each.sentToDevice.filter(({ to }) => to === client.userId));
      const left = sent.map(({ number }) => number).filter((number) => toDevice.includes(number));
      expect(received.filter((number) => toDevice.includes(number)).toSorted()).toEqual(left.toSorted());
    }
  });

  it('has lost nothing that was acknowledged after the fail-over', async () => {
    const [first] = clients;
    if (!first) throw new Error('there are no clients');
    const before = first.acknowledged.length;
    for (const roomId of first.rooms) await first.sendMessage(roomId);
    const after = first.acknowledged.slice(before).map(({ eventId }) => eventId);
    await first.reader.finish();
    for (const eventId of after) expect([...first.reader.seen.values()].flat()).toContain(eventId);
  });

  it('has complained of nothing but what the fail-over explains', () => {
    expect(platform.complaints()).toEqual([]);
  });
});

async function readToDevice(postgres: Postgres): Promise<string[]> {
  const rows = await postgres.query<{ payload: Buffer }>({
    text: 'SELECT payload FROM user_log.log WHERE kind = $1',
    values: [userLog.kinds.toDevice.id],
  });
  return rows.map(({ payload }) => {
    const { content } = JSON.parse(ToDeviceEntry.decode(payload).event.toString()) as { content: { number: string } };
    return content.number;
  });
}

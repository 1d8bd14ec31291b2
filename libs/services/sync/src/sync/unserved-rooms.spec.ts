import { OWED_ROOMS_MAX, typingTopic } from '@chappe/contracts';
import { tracingOff, type Logger, type Metrics } from '@chappe/telemetry';
import { Registry } from 'prom-client';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ModelReplica, type AnswerJson } from '../fixtures/model-replica.js';
import { ModelServer } from '../fixtures/model-server.js';
import { ROOM_RETRY_PAUSES, ROOM_WAIT_MS_MAX } from '../sync.limits.js';
import { SyncTelemetry } from '../sync.telemetry.js';

const ALICE = '@alice:x';
const BOB = '@bob:x';
const [GOOD, BAD] = ['!good:x', '!bad:x'] as const;

async function start(): Promise<{ server: ModelServer; replica: ModelReplica }> {
  const server = new ModelServer();
  for (const roomId of [GOOD, BAD]) server.create(roomId, ALICE, BOB);
  const replica = await ModelReplica.start(server);
  replica.deliver();
  return { server, replica };
}

function breakRoom({ server, replica }: { server: ModelServer; replica: ModelReplica }): void {
  server.unreadable.add(BAD);
  replica.views.rooms.dropView(BAD, 0);
}

/** Time goes on, and what waits for it is done. */
async function pass(replica: ModelReplica, durationMs: number): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  await replica.clock.advance(durationMs);
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const joined = ({ rooms }: AnswerJson): string[] => Object.keys(rooms.join).sort();
const bodies = (answer: AnswerJson, roomId: string): unknown[] =>
  (answer.rooms.join[roomId]?.timeline.events ?? []).flatMap((event) => event.content['body'] ?? []);

describe('a room that cannot be read', () => {
  it('is left out of a first answer, and told whole as soon as it can be read, by any replica', async () => {
    const world = await start();
    breakRoom(world);
    const { server, replica } = world;
    const first = await replica.sync({ userId: ALICE });
    expect([joined(first), replica.leftOut]).toEqual([[GOOD], [BAD]]);
    server.unreadable.clear();
    const other = await ModelReplica.start(server, { instance: 2 });
    other.deliver();
    const next = await other.sync({ userId: ALICE, since: first.next_batch });
    expect(joined(next)).toEqual([BAD]);
    const types = [...(next.rooms.join[BAD]?.state?.events ?? []), ...(next.rooms.join[BAD]?.timeline.events ?? [])];
    expect(types.map(({ type }) => type)).toContain('m.room.create');
    expect(joined(await other.sync({ userId: ALICE, since: next.next_batch }))).toEqual([]);
  });

  it('is told from where the client left it, each event once, however many answers went without it', async () => {
    const world = await start();
    const { server, replica } = world;
    let { next_batch: since } = await replica.sync({ userId: ALICE });
    breakRoom(world);
    for (const body of ['one', 'two']) {
      server.message(BAD, BOB, body);
      server.message(GOOD, BOB, body);
      replica.deliver();
      const answer = await replica.sync({ userId: ALICE, since });
      expect([joined(answer), bodies(answer, GOOD)]).toEqual([[GOOD], [body]]);
      since = answer.next_batch;
    }
    server.unreadable.clear();
    await pass(replica, ROOM_RETRY_PAUSES.maxMs);
    const answer = await replica.sync({ userId: ALICE, since });
    expect([joined(answer), bodies(answer, BAD)]).toEqual([[BAD], ['one', 'two']]);
    expect(answer.rooms.join[BAD]?.timeline.limited).toBe(false);
  });

  it('is told with account data and typing that changed meanwhile', async () => {
    const world = await start();
    const { server, replica } = world;
    const { next_batch: since } = await replica.sync({ userId: ALICE });
    breakRoom(world);
    server.setAccountData(ALICE, 'm.tag', { roomId: BAD, content: { tags: {} } });
    replica.bus.publish(typingTopic, {
      roomId: BAD,
      userId: BOB,
      deviceId: 'PHONE',
      untilMs: replica.clock.nowMs() + 600_000,
    });
    replica.deliver();
    const without = await replica.sync({ userId: ALICE, since });
    expect(joined(without)).toEqual([]);
    server.unreadable.clear();
    await pass(replica, ROOM_RETRY_PAUSES.firstMs);
    const room = (await replica.sync({ userId: ALICE, since: without.next_batch })).rooms.join[BAD];
    expect(room?.account_data.events).toMatchObject([{ type: 'm.tag' }]);
    expect(room?.ephemeral.events).toMatchObject([{ type: 'm.typing', content: { user_ids: [BOB] } }]);
  });

  it('wakes a long poll when it can be read', async () => {
    const world = await start();
    const { server, replica } = world;
    const { next_batch: since } = await replica.sync({ userId: ALICE });
    breakRoom(world);
    server.message(BAD, BOB, 'hello');
    replica.deliver();
    const polling = replica.sync({ userId: ALICE, since, timeoutMs: 30_000 });
    await pass(replica, ROOM_RETRY_PAUSES.firstMs + 100);
    server.unreadable.clear();
    await pass(replica, 2 * ROOM_RETRY_PAUSES.firstMs);
    expect(bodies(await polling, BAD)).toEqual(['hello']);
  });

  it('is tried again with longer and longer pauses, once for all who wait', async () => {
    const world = await start();
    breakRoom(world);
    const { server, replica } = world;
    const before = server.calls['readRoom'] ?? 0;
    for (const userId of [ALICE, BOB, ALICE]) await replica.sync({ userId });
    const tried = (): number => (server.calls['readRoom'] ?? 0) - before - 1;
    expect(tried()).toBe(1);
    await pass(replica, ROOM_RETRY_PAUSES.firstMs);
    await pass(replica, 2 * ROOM_RETRY_PAUSES.firstMs);
    expect(tried()).toBe(3);
    expect(replica.views.rooms.unservedCount).toBe(1);
  });

  it('is waited for a while only', async () => {
    const world = await start();
    const { server, replica } = world;
    const release = server.hold(BAD);
    replica.views.rooms.dropView(BAD, 0);
    const answering = replica.sync({ userId: ALICE });
    await pass(replica, ROOM_WAIT_MS_MAX);
    const first = await answering;
    expect(joined(first)).toEqual([GOOD]);
    const polling = replica.sync({ userId: ALICE, since: first.next_batch, timeoutMs: 30_000 });
    await pass(replica, ROOM_WAIT_MS_MAX);
    release();
    await pass(replica, 0);
    expect(joined(await polling)).toEqual([BAD]);
  });

  it('names its new members among changed device lists when it is told', async () => {
    const world = await start();
    const { server, replica } = world;
    const { next_batch: since } = await replica.sync({ userId: ALICE });
    breakRoom(world);
    server.member(BAD, '@carol:x', 'join');
    replica.deliver();
    const without = await replica.sync({ userId: ALICE, since });
    expect(without.device_lists?.changed).not.toContain('@carol:x');
    server.unreadable.clear();
    await pass(replica, ROOM_RETRY_PAUSES.firstMs);
    const answer = await replica.sync({ userId: ALICE, since: without.next_batch });
    expect(answer.device_lists?.changed).toContain('@carol:x');
  });

  it('does not keep more rooms from being served than a token holds: beyond, the server is asked again', async () => {
    const server = new ModelServer();
    for (let n = 0; n <= OWED_ROOMS_MAX; n++) {
      server.create(`!${n}:x`, ALICE);
      server.unreadable.add(`!${n}:x`);
    }
    const replica = await ModelReplica.start(server);
    replica.deliver();
    await expect(replica.sync({ userId: ALICE })).rejects.toMatchObject({ status: 503 });
    server.unreadable.delete('!0:x');
    await pass(replica, ROOM_RETRY_PAUSES.firstMs);
    expect(joined(await replica.sync({ userId: ALICE }))).toEqual(['!0:x']);
  });
});

describe('an invite', () => {
  it.each(['invite', 'knock'] as const)(
    '(%s) is told from its stripped state: the room is not read',
    async (membership) => {
      const { server, replica } = await start();
      server.create('!other:x', BOB);
      server.unreadable.add('!other:x');
      server.send('!other:x', { type: 'm.room.name', sender: BOB, stateKey: '', content: { name: 'Other' } });
      const by = membership === 'invite' ? BOB : '@carol:x';
      server.member('!other:x', { userId: '@carol:x', by }, membership);
      replica.deliver();
      const { rooms } = await replica.sync({ userId: '@carol:x' });
      const section = rooms[membership]['!other:x'];
      const state = (section?.invite_state ?? section?.knock_state)?.events;
      expect(state?.map(({ type }) => type)).toEqual(
        membership === 'invite'
          ? ['m.room.create', 'm.room.name', 'm.room.member', 'm.room.member']
          : ['m.room.create', 'm.room.name', 'm.room.member'],
      );
      expect(replica.leftOut).toEqual([]);
    },
  );
});

it('a room that cannot be read sets off the alarm', async () => {
  const world = await start();
  breakRoom(world);
  const { replica } = world;
  await replica.sync({ userId: ALICE });
  const metrics = new Registry() as Metrics;
  const logger = { child: () => logger, warn: () => undefined } as unknown as Logger;
  const telemetry = new SyncTelemetry(logger, metrics, tracingOff);
  const { rooms } = replica.views;
  telemetry.watch(() => ({ rooms: 0, roomBytes: 0, users: 0, roomsUnserved: rooms.unservedCount }));
  telemetry.roomLeftOut(BAD, new Error('broken'));
  const alerts = readFileSync('charts/chappe/files/alerts.yaml', 'utf8');
  const alert = /alert: ChappeRoomsUnserved\n\s+expr: sum by \(pod\) \((\w+)\{[^}]*\}\) > 0\n/.exec(alerts);
  const value = async (): Promise<number> =>
    (await metrics.getSingleMetric(alert?.[1] ?? '')?.get())?.values[0]?.value ?? 0;
  expect(await value()).toBe(1);
  world.server.unreadable.clear();
  await pass(replica, ROOM_RETRY_PAUSES.firstMs);
  expect(await value()).toBe(0);
});

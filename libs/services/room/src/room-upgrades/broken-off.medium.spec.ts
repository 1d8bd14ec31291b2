import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { partitionOf } from '@chappe/contracts';
import { userLogMigrations } from '@chappe/event-log';
import { objectOf, textOf } from '@chappe/events';
import { PostgresUnavailableError, type Postgres } from '@chappe/postgres';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { Gate, interceptStatements, interceptUpserts } from '../fixtures/intercept-commits.js';
import { ReplicasCaller } from '../fixtures/replicas-caller.js';
import { upgrade } from '../fixtures/requests.js';
import { startRoom, type RunningRoom } from '../fixtures/start-room.js';
import { pduOf, TestRoom } from '../fixtures/test-room.js';
import { roomMigrations } from '../migrations/room-migrations.js';
import { Replacement } from './replacement.entity.js';

const ALICE = '@alice:test.example';
const PARTITIONS = 4;
const PATIENTLY = { timeout: 15_000 };
/** What an upgrade writes, one after the other. */
const STEPS = ['note', 'room', 'tombstone', 'aliases', 'canonical alias', 'power levels'];

type Run = () => Promise<object[]>;

let database: TestDatabase;
const replicas: RunningRoom[] = [];
/** Called for every write of an upgrade; `step` counts from 0 since it was set. */
let onWrite: (step: number, run: Run) => Promise<object[]> = (_step, run) => run();
let step = 0;

beforeAll(async () => {
  database = await createTestDatabase([userLogMigrations, roomMigrations]);
});
afterEach(async () => {
  interrupt((_step, run) => run());
  for (const replica of replicas.splice(0)) await replica.stop();
});
afterAll(() => database.drop());

function interrupt(how: typeof onWrite): void {
  onWrite = how;
  step = 0;
}

async function start(options: Parameters<typeof startRoom>[1]): Promise<RunningRoom> {
  const write = (run: Run) => onWrite(step++, run);
  const intercepted = ['room-commit', 'room-move-aliases'].reduce<Postgres>(
    (postgres, prefix) => interceptStatements(postgres, prefix, write),
    interceptUpserts(database.postgres, Replacement, write),
  );
  const started = await startRoom(intercepted, options);
  replicas.push(started);
  return started;
}

async function createNamed(client: RunningRoom['client'], name: string): Promise<TestRoom> {
  const old = await TestRoom.create(client, ALICE, { preset: 'public_chat', room_alias_name: name, name });
  await old.say(ALICE, 'hello');
  return old;
}

/** Rooms that say that they replace a room. */
async function replacementsOf({ roomId }: TestRoom): Promise<string[]> {
  const rows = await database.postgres.query<{ room_id: string; json: Buffer }>({
    text: `SELECT room_id, json FROM room.events WHERE type = 'm.room.create'`,
  });
  return rows.flatMap(({ room_id, json }) => {
    const predecessor = objectOf(JSON.parse(json.toString()).content, 'predecessor');
    return predecessor && textOf(predecessor, 'room_id') === roomId ? [room_id] : [];
  });
}

async function namedBy(old: TestRoom): Promise<string | undefined> {
  const tombstone = (await old.state(ALICE)).find((event) => pduOf(event).type === 'm.room.tombstone');
  return tombstone && textOf(pduOf(tombstone).content, 'replacement_room');
}

/** Old and new room name each other, nothing is left over, and both can be used. */
async function expectUpgraded(old: TestRoom, replacement: string, caller: ReplicasCaller): Promise<void> {
  expect(await replacementsOf(old)).toEqual([replacement]);
  expect(await namedBy(old)).toBe(replacement);
  const [canonical] = await old.state(ALICE, 'm.room.canonical_alias');
  expect(canonical && pduOf(canonical).content).toEqual({});
  expect(await old.client.listAliases({ roomId: old.roomId, requester: ALICE })).toEqual({ aliases: [] });
  const { aliases } = await old.client.listAliases({ roomId: replacement, requester: ALICE });
  expect(aliases).toHaveLength(1);
  const [levels] = await old.state(ALICE, 'm.room.power_levels');
  expect(levels && pduOf(levels).content).toMatchObject({ events_default: 50 });
  await caller.call((client) => TestRoom.of(client, replacement, ALICE).say(ALICE, 'here'));
}

const failures = STEPS.flatMap((name, failing) =>
  (['before', 'after'] as const).flatMap((when) =>
    [true, false].map((restarts) => ({ name, failing, when, restarts })),
  ),
);

describe('an upgrade that breaks off', () => {
  it.each(failures)(
    '$when the $name is written leaves nothing broken and is finished when asked for again (restarted: $restarts)',
    async ({ failing, when, restarts }) => {
      let running = await start({ takeOverLeases: true });
      const old = await createNamed(running.client, `broken-${failing}-${when}-${restarts}`);
      interrupt(async (at, run) => {
        if (at === failing && when === 'before') throw new PostgresUnavailableError(true, undefined);
        const rows = await run();
        if (at === failing) throw new PostgresUnavailableError(true, undefined);
        return rows;
      });
      await expect(running.client.upgradeRoom(upgrade(old.roomId, ALICE))).rejects.toThrow(Error);
      interrupt((_step, run) => run());

      const named = await namedBy(old);
      const made = await replacementsOf(old);
      if (named !== undefined) expect(made).toEqual([named]);
      if (restarts) {
        await running.stop();
        running = await start({ takeOverLeases: true });
      }
      const retry = (): Promise<string> =>
        running.client.upgradeRoom(upgrade(old.roomId, ALICE)).then(
          ({ replacementRoomId }) => replacementRoomId,
          () => 'refused', // until the lease is in order again
        );
      await expect.poll(retry, PATIENTLY).toMatch(/^!/);
      if (made[0] !== undefined) expect(await retry()).toBe(made[0]);
      await expectUpgraded(old.at(running.client), await retry(), new ReplicasCaller([running]));
    },
  );

  // The other replica takes the old room's partition over while the first one is between two commits.
  it.each([
    { name: 'room is made', at: 0 },
    { name: 'tombstone is followed by the aliases', at: 3 },
  ])('because the old room changes its owner before the $name is finished by the new owner', async ({ at }) => {
    const first = await start({ leaseDurationMs: 60_000, address: 'first:9090' });
    await expect.poll(() => first.owned().length, PATIENTLY).toBe(PARTITIONS);
    const old = await roomThatMoves(first, `moving-${at}`);
    const [reached, gate] = [new Gate(), new Gate()];
    interrupt(async (here, run) => {
      if (here !== at) return run();
      reached.open();
      await gate.opened;
      return run();
    });
    const caller = new ReplicasCaller(replicas);
    const upgraded = caller.call((client) => client.upgradeRoom(upgrade(old.roomId, ALICE)), first);
    await reached.opened;
    const second = await start({ leaseDurationMs: 60_000, address: 'second:9090' });
    await expect.poll(() => second.owned().length, PATIENTLY).toBe(PARTITIONS / 2);
    gate.open();
    const { replacementRoomId } = await upgraded;
    expect(caller.refusals).not.toHaveLength(0);
    await expectUpgraded(old, replacementRoomId, caller);
  });
});

/** A room of the first replica; the second one takes its partition over as soon as it comes. */
async function roomThatMoves({ client }: RunningRoom, name: string): Promise<TestRoom> {
  for (let tries = 0; tries < 200; tries++) {
    const old = await createNamed(client, `${name}-${tries}`);
    if (partitionOf(old.roomId, PARTITIONS) >= PARTITIONS / 2) return old;
  }
  throw new Error('no such room');
}

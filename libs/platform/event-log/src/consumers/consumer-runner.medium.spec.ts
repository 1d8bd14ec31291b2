import { afterEach, beforeEach, expect, it } from 'vitest';
import { AccountDataEntry, partitionOf, userLog, type LogEntry } from '@chappe/contracts';
import { PostgresUnavailableError, type Postgres, type Statement, type Tx } from '@chappe/postgres';
import { MatrixError } from '@chappe/matrix-api';
import { systemClock } from '@chappe/runtime';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { appendToLog, newEntry } from '../tables/append-to-log.js';
import { ConsumerRunner, type ConsumerReports } from './consumer-runner.js';
import { firstGeneration } from '../fixtures/first-generation.js';
import { silentReports } from '../fixtures/silent-reports.js';
import { installPartitions } from '../tables/install-partitions.js';
import { consumerTablesSql, userLogMigrations } from '../tables/log-tables.js';
import { TableEventLog } from '../tables/table-event-log.js';

const PARTITIONS = 2;
const migrations = [
  userLogMigrations,
  {
    schema: 'probe',
    migrations: [
      {
        name: '20261123-000000-probe',
        sql: `${consumerTablesSql('probe')} CREATE TABLE probe.effects (key text, type text);`,
      },
    ],
  },
];
const definition = { name: 'probe', topic: userLog, schema: 'probe', kinds: [userLog.kinds.accountData.id] };

let database: TestDatabase;
let eventLog: TableEventLog;
let surroundings: ReturnType<typeof firstGeneration>;
let parked: string[];
let stopped: unknown[];
let reports: ConsumerReports;

beforeEach(async () => {
  database = await createTestDatabase(migrations);
  await installPartitions(database.postgres, userLog, PARTITIONS);
  surroundings = firstGeneration();
  eventLog = new TableEventLog(database.postgres, PARTITIONS, {
    clock: systemClock,
    ...surroundings,
    reports: { ...silentReports, followerFailed: (_topic, _partition, error) => void stopped.push(error) },
  });
  stopped = [];
  parked = [];
  reports = {
    entryFailed: () => undefined,
    entryParked: (_consumer, entry) => void parked.push(`${entry.key} ${typeOf(entry)}`),
  };
});
afterEach(async () => {
  await eventLog.close();
  await database.drop();
});

async function append(key: string, type: string): Promise<void> {
  const message = { roomId: '', type, content: Buffer.from('{}') };
  const entries = await database.postgres.transaction((tx) =>
    appendToLog(tx, { topic: userLog, partitionCount: PARTITIONS }, [
      newEntry(key, userLog.kinds.accountData, message),
    ]),
  );
  eventLog.announce(userLog, entries);
}

function typeOf(entry: LogEntry): string {
  return AccountDataEntry.decode(entry.payload).type;
}

async function effects(postgres: Postgres): Promise<string[]> {
  const rows = await postgres.query<{ key: string; type: string }>({ text: 'SELECT key, type FROM probe.effects' });
  return rows.map((row) => `${row.key} ${row.type}`).sort();
}

function runner(refuse: (entry: LogEntry) => Error | undefined): ConsumerRunner {
  const handle = async (entry: LogEntry, tx: Tx): Promise<void> => {
    await tx.query({ text: 'INSERT INTO probe.effects VALUES ($1, $2)', values: [entry.key, typeOf(entry)] });
    const error = refuse(entry);
    if (error) throw error;
  };
  return new ConsumerRunner(
    definition,
    { handle },
    { postgres: database.postgres, eventLog, clock: systemClock, reports },
  );
}

it('applies every entry once, over restarts', async () => {
  for (let run = 0; run < 3; run++) {
    const consumer = runner(() => undefined);
    await consumer.start();
    for (let i = 0; i < 5; i++) await append(`@user${i}:x`, `run ${run}`);
    await expect.poll(() => effects(database.postgres), { timeout: 5_000 }).toHaveLength(5 * (run + 1));
    await consumer.stop();
  }
  expect(new Set(await effects(database.postgres)).size).toBe(15);
});

it('applies once what two replicas read at the same time', async () => {
  const replicas = [runner(() => undefined), runner(() => undefined)];
  await Promise.all(replicas.map((replica) => replica.start()));
  for (let i = 0; i < 20; i++) await append('@alice:x', `entry ${i}`);
  const caughtUp = (): boolean => replicas.every((replica) => Math.max(...replica.positions()) >= 20);
  await expect.poll(caughtUp, { timeout: 5_000 }).toBe(true);
  expect(await effects(database.postgres)).toHaveLength(20);
  await Promise.all(replicas.map((replica) => replica.stop()));
});

it('goes on in another replica within seconds when the one at work dies', async () => {
  let dead: 'first' | 'second' | undefined;
  const work: Record<string, number> = { first: 0, second: 0 };
  const replica = (name: 'first' | 'second'): ConsumerRunner =>
    runner(() => {
      work[name] = (work[name] ?? 0) + 1;
      // The transaction of a process that dies is rolled back by the database.
      return name === dead ? MatrixError.unavailable('dead') : undefined;
    });
  const [first, second] = [replica('first'), replica('second')];
  await first.start();
  await append('@alice:x', 'before');
  await expect.poll(() => effects(database.postgres), { timeout: 5_000 }).toHaveLength(1);
  await second.start();
  for (let i = 0; i < 20; i++) await append('@alice:x', `entry ${i}`);
  const caughtUp = (): number => Math.min(...[first, second].map((each) => Math.max(...each.positions())));
  await expect.poll(caughtUp, { timeout: 5_000 }).toBe(21);
  dead = (work['first'] ?? 0) > (work['second'] ?? 0) ? 'first' : 'second';
  const [killed, left] = dead === 'first' ? [first.stop(), second] : [second.stop(), first];
  for (let i = 0; i < 10; i++) await append('@alice:x', `later ${i}`);
  await expect.poll(() => effects(database.postgres), { timeout: 5_000 }).toHaveLength(31);
  expect(new Set(await effects(database.postgres)).size).toBe(31);
  await Promise.all([killed, left.stop()]);
});

it('parks behind an entry that another replica has parked meanwhile', async () => {
  const [first, second] = [
    runner((entry) => (typeOf(entry) === 'poison' ? new Error('no way') : undefined)),
    runner(() => undefined),
  ];
  await Promise.all([first.start(), second.start()]);
  const park = { text: `INSERT INTO probe.parked_entries VALUES ($1, 'probe', 1, '@alice:x', 'test')` };
  for (let partition = 0; partition < PARTITIONS; partition++) {
    await database.postgres.query({ ...park, values: [partition] });
  }
  await append('@alice:x', 'behind');
  await append('@bob:x', 'fine');
  await expect.poll(() => effects(database.postgres), { timeout: 5_000 }).toEqual(['@bob:x fine']);
  await expect.poll(() => parked, { timeout: 5_000 }).toEqual(['@alice:x behind']);
  await Promise.all([first.stop(), second.stop()]);
});

it('stands still, and skips nothing, when the database has forgotten what was applied', async () => {
  const consumer = runner(() => undefined);
  await consumer.start();
  await append('@alice:x', 'before');
  await expect.poll(() => effects(database.postgres), { timeout: 5_000 }).toHaveLength(1);
  // As an older copy of the database has it, or a standby that had not got everything.
  await database.postgres.query({ text: 'UPDATE probe.consumer_positions SET position = 0' });
  await append('@alice:x', 'after');
  await expect.poll(() => stopped, { timeout: 5_000 }).toHaveLength(1);
  expect(await effects(database.postgres)).toEqual(['@alice:x before']);
  expect(parked).toEqual([]);
  await consumer.stop();
});

it('goes on where the database stands when a generation begins, and applies nothing that is lost to it', async () => {
  const consumer = runner(() => undefined);
  await consumer.start();
  for (const type of ['kept', 'lost']) await append('@alice:x', type);
  await expect.poll(() => effects(database.postgres), { timeout: 5_000 }).toHaveLength(2);
  const partition = partitionOf('@alice:x', PARTITIONS);
  await database.postgres.transaction(async (tx) => {
    await tx.query({ text: `DELETE FROM probe.effects WHERE type = 'lost'` });
    for (const table of ['probe.consumer_positions', 'user_log.partitions']) {
      await tx.query({ text: `UPDATE ${table} SET position = 1 WHERE partition = $1`, values: [partition] });
    }
    await tx.query({ text: 'DELETE FROM user_log.log WHERE position > 1' });
  });
  const user = Array.from({ length: PARTITIONS }, (_, index) => (index === partition ? 1 : 0));
  const first = { id: 0, cause: '', beganAtMs: 0, begin: { room: [], user: [] } };
  surroundings.generations.adopt([first, { ...first, id: 7, begin: { room: [], user } }]);
  for (const type of ['new', 'newer']) await append('@alice:x', type);
  const expected = ['@alice:x kept', '@alice:x new', '@alice:x newer'];
  await expect.poll(() => effects(database.postgres), { timeout: 10_000 }).toEqual(expected);
  expect(parked).toEqual([]);
  await consumer.stop();
});

it('tries again as long as the surroundings are at fault', async () => {
  let failures = 8;
  const consumer = runner(() => (failures-- > 0 ? MatrixError.unavailable('away') : undefined));
  await consumer.start();
  await append('@alice:x', 'a');
  await expect.poll(() => effects(database.postgres), { timeout: 20_000 }).toEqual(['@alice:x a']);
  expect(parked).toEqual([]);
  await consumer.stop();
});

it('parks an entry that cannot be applied with all later ones of its key; other keys go on', async () => {
  const consumer = runner((entry) => (typeOf(entry) === 'poison' ? new Error('no way') : undefined));
  await consumer.start();
  await append('@alice:x', 'before');
  await append('@alice:x', 'poison');
  await append('@alice:x', 'after');
  for (let i = 0; i < 6; i++) await append(`@other${i}:x`, 'fine');
  await expect.poll(() => effects(database.postgres), { timeout: 20_000 }).toHaveLength(7);
  await expect.poll(() => parked, { timeout: 5_000 }).toEqual(['@alice:x poison', '@alice:x after']);
  await consumer.stop();

  const restarted = runner(() => undefined);
  await restarted.start();
  await append('@alice:x', 'later still');
  await expect.poll(() => parked, { timeout: 5_000 }).toContain('@alice:x later still');
  await restarted.stop();
});

it('parks an entry although the database was away, and whatever the reason says', async () => {
  let failures = 3;
  const parking = (tx: Tx, statement: Statement): Promise<object[]> => {
    if (statement.text.includes('parked_entries') && failures-- > 0)
      throw new PostgresUnavailableError(false, undefined);
    return tx.query(statement);
  };
  const postgres = Object.create(database.postgres) as Postgres;
  postgres.transaction = (work) =>
    database.postgres.transaction((tx) => work({ query: (statement: Statement) => parking(tx, statement) } as Tx));
  const handle = (entry: LogEntry): Promise<void> =>
    typeOf(entry) === 'poison' ? Promise.reject(new Error('NUL \0 in it')) : Promise.resolve();
  const ports = { postgres, eventLog, clock: systemClock, reports };
  const consumer = new ConsumerRunner(definition, { handle }, ports);
  await consumer.start();
  await append('@alice:x', 'poison');
  await expect.poll(() => parked, { timeout: 20_000 }).toEqual(['@alice:x poison']);
  await append('@alice:x', 'after');
  await expect.poll(() => parked, { timeout: 20_000 }).toEqual(['@alice:x poison', '@alice:x after']);
  await consumer.stop();
});

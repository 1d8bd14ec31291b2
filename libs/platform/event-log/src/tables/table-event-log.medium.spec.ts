import { expect, it } from 'vitest';
import { partitionOf, roomLog, userLog, type AccountDataEntry } from '@chappe/contracts';
import { systemClock } from '@chappe/runtime';
import { createTestDatabase, describeEventLog, type EventLogUnderTest } from '@chappe/testing';
import type { Postgres } from '@chappe/postgres';
import { appendToLog, newEntry } from './append-to-log.js';
import { commitRoomEntries } from '../fixtures/commit-room-entries.js';
import { firstGeneration } from '../fixtures/first-generation.js';
import { silentReports } from '../fixtures/silent-reports.js';
import { installPartitions } from './install-partitions.js';
import { logTablesSql, userLogMigrations } from './log-tables.js';
import { PartitionRowsError } from './log-reader.js';
import { TableEventLog } from './table-event-log.js';

const PARTITIONS = 3;
const roomLogMigrations = { schema: 'room', migrations: [{ name: '20261123-000000-log', sql: logTablesSql('room') }] };
const reports = {
  ...silentReports,
  readFailed: (_topic: unknown, error: unknown) => {
    throw error;
  },
};

async function startTableLog(): Promise<EventLogUnderTest & { postgres: Postgres }> {
  const database = await createTestDatabase([roomLogMigrations, userLogMigrations]);
  for (const topic of [roomLog, userLog]) await installPartitions(database.postgres, topic, PARTITIONS);
  const eventLog = new TableEventLog(database.postgres, PARTITIONS, {
    clock: systemClock,
    reports,
    ...firstGeneration(),
  });
  return {
    eventLog,
    postgres: database.postgres,
    commit: (partition, keys) => commitRoomEntries(database.postgres, { partition, keys }),
    stop: async () => {
      await eventLog.close();
      await database.drop();
    },
  };
}

describeEventLog('tables', startTableLog);

it('gives concurrent writers of one partition contiguous positions that become visible in order', async () => {
  const log = await startTableLog();
  const key = '@alice:test.example';
  const partition = partitionOf(key, PARTITIONS);
  const target = { topic: userLog, partitionCount: PARTITIONS };
  const seen: number[] = [];
  log.eventLog.follow(userLog, {
    partition,
    after: 0,
    onEntries: (entries) => void seen.push(...entries.map((entry) => entry.position)),
  });
  const write = async (index: number): Promise<void> => {
    const message: AccountDataEntry = { roomId: '', type: `t${index}`, content: Buffer.from('{}') };
    const entries = await log.postgres.transaction((tx) =>
      appendToLog(tx, target, [newEntry(key, userLog.kinds.accountData, message)]),
    );
    log.eventLog.announce(userLog, entries);
  };
  await Promise.all(Array.from({ length: 40 }, (_, index) => write(index)));
  await expect.poll(() => seen.length, { timeout: 5_000 }).toBe(40);
  expect(seen).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  await log.stop();
});

it('refuses a log whose partition rows are not those of the installation', async () => {
  const log = await startTableLog();
  await log.postgres.query({ text: 'DELETE FROM room.partitions WHERE partition = 1' });
  await expect(log.eventLog.positions(roomLog)).rejects.toThrow(PartitionRowsError);
  await log.stop();
});

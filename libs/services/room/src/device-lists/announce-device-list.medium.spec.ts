import { beforeEach, expect, it } from 'vitest';
import { roomLog } from '@chappe/contracts';
import { PostgresUnavailableError } from '@chappe/postgres';
import { interceptCommits } from '../fixtures/intercept-commits.js';
import { ALICE, BOB, RoomSuite } from '../fixtures/room-suite.js';
import { TestRoom } from '../fixtures/test-room.js';
import { PartitionLeases } from '../partitions/partition-leases.js';

const PARTITIONS = 4;

let commitFails = false;

const suite = new RoomSuite({
  each: 'test',
  between: (postgres) =>
    interceptCommits(postgres, (commit) =>
      commitFails ? Promise.reject(new PostgresUnavailableError(true, undefined)) : commit(),
    ),
});
beforeEach(async () => {
  commitFails = false;
});

const announce = (userId: string): Promise<unknown> => suite.client.announceDeviceList({ userId });

async function announced(): Promise<{ partition: number; key: string }[]> {
  return suite.postgres.query<{ partition: number; key: string }>({
    text: 'SELECT partition, key FROM room.log WHERE kind = $1 ORDER BY partition',
    values: [roomLog.kinds.deviceList.id],
  });
}

it('writes one entry into each partition in which the user is joined to a room', async () => {
  for (let i = 0; i < 40; i++) {
    const testRoom = await TestRoom.create(suite.client, ALICE);
    if (i < 20) await testRoom.invite(BOB);
  }
  await announce(ALICE);
  await announce(BOB);
  expect(await announced()).toEqual([0, 1, 2, 3].map((partition) => ({ partition, key: ALICE })));
});

it('fails as a whole, to be repeated, when partitions are not owned here and commits fail', async () => {
  for (let i = 0; i < 40; i++) await TestRoom.create(suite.client, ALICE);
  commitFails = true;
  for (let partition = 0; partition < PARTITIONS; partition += 2) {
    suite.running.context.get(PartitionLeases).get(partition).invalidate();
  }
  await expect(announce(ALICE)).rejects.toMatchObject({ status: 503 });
  commitFails = false;
  await expect.poll(() => announce(ALICE).then(() => 'announced'), { timeout: 5_000 }).toBe('announced');
  expect(new Set((await announced()).map((entry) => entry.partition)).size).toBe(PARTITIONS);
});

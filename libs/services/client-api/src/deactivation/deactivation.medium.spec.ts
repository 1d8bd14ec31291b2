import { AccountDataEntry, userLog } from '@chappe/contracts';
import { newEntry } from '@chappe/event-log';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startClientApi, type TestClientApi } from '../fixtures/start-client-api.js';
import { ERASED_ROWS_PER_STEP } from './deactivation.limits.js';
import { DeactivationRpcs } from './deactivation.rpcs.js';
import { ERASED_TABLES } from './erasure.store.js';

const ALICE = '@alice:example.org';
const BOB = '@bob:example.org';

/** What is told to the room service still, and ends by itself. */
const KEPT_TABLES = ['fan_outs'];

let api: TestClientApi;
beforeEach(async () => {
  api = await startClientApi();
});
afterEach(() => api.stop());

interface Column {
  readonly table_name: string;
  readonly column_name: string;
  readonly data_type: string;
}

/** Columns of the tables with rows of users, but for those that the database fills. */
async function columns(): Promise<Map<string, Column[]>> {
  const rows = await api.postgres.query<Column>({
    text: `SELECT table_name, column_name, data_type FROM information_schema.columns c
           WHERE table_schema = 'client_api' AND is_identity = 'NO' AND EXISTS
             (SELECT FROM information_schema.columns u WHERE u.table_schema = c.table_schema
                AND u.table_name = c.table_name AND u.column_name = 'user_id')`,
  });
  return Map.groupBy(rows, ({ table_name: table }) => table);
}

const VALUES: Readonly<Record<string, string>> = { text: "'{}'", boolean: 'false' };

/** A row of a user in each of the tables. */
async function fill(partition: number, userId: string): Promise<void> {
  for (const [table, all] of await columns()) {
    const values = all.map(({ column_name: name, data_type: type }) => {
      if (name === 'partition') return String(partition);
      return name === 'user_id' ? `'${userId}'` : (VALUES[type] ?? '1');
    });
    const names = all.map(({ column_name: name }) => name).join(', ');
    await api.postgres.query({ text: `INSERT INTO client_api.${table} (${names}) VALUES (${values.join(', ')})` });
  }
}

async function tablesOf(userId: string): Promise<string[]> {
  const found: string[] = [];
  for (const table of (await columns()).keys()) {
    const rows = await api.postgres.query({
      text: `SELECT FROM client_api.${table} WHERE user_id = $1`,
      values: [userId],
    });
    if (rows.length > 0) found.push(table);
  }
  return found.sort();
}

async function deactivate(userId: string, erase: boolean): Promise<number[]> {
  const rpcs = api.app.get(DeactivationRpcs, { strict: false });
  const handled: number[] = [];
  for (let after = ''; handled.length < 100;) {
    const step = await rpcs.deactivate({ userId, erase, after });
    handled.push(step.handled);
    if (step.next === '') return handled;
    after = step.next;
  }
  throw new Error('the steps have no end');
}

const partitionOf = async (userId: string): Promise<number> => {
  await api.append([newEntry(userId, userLog.kinds.session, { deviceId: '' })]);
  return (await api.logOf(userId))[0]?.partition ?? -1;
};

describe('the data of a deactivated user', () => {
  it('is erased table by table: each that has rows of users is erased or kept with a reason', async () => {
    expect([...(await columns()).keys()].sort()).toEqual([...ERASED_TABLES, ...KEPT_TABLES].sort());
  });

  it('goes with an erasure, and nobody else’s does', async () => {
    for (const userId of [ALICE, BOB]) await fill(await partitionOf(userId), userId);
    const all = await tablesOf(ALICE);
    await deactivate(ALICE, true);
    expect(await tablesOf(ALICE)).toEqual(KEPT_TABLES);
    expect(await tablesOf(BOB)).toEqual(all);
  });

  it('stays without one', async () => {
    await fill(await partitionOf(ALICE), ALICE);
    const all = await tablesOf(ALICE);
    expect(await deactivate(ALICE, false)).toEqual([0]);
    expect(await tablesOf(ALICE)).toEqual(all);
  });

  it('goes in steps of so many rows, with the signatures that the user put on other users’ keys', async () => {
    const rows = ERASED_ROWS_PER_STEP + 10;
    const partition = await partitionOf(ALICE);
    await api.postgres.query({
      text: `INSERT INTO client_api.key_signatures
               (partition, user_id, key_id, signer_user_id, signer_key_id, signature)
             SELECT 3, $1, n::text, $2, 'ed25519:A', 's' FROM generate_series(1, $3::int) n`,
      values: [BOB, ALICE, rows],
    });
    await fill(partition, ALICE);
    const handled = await deactivate(ALICE, true);
    expect(handled).toEqual([ERASED_ROWS_PER_STEP, 10 + ERASED_TABLES.length, 0]);
    expect(await tablesOf(BOB)).toEqual([]);
  });

  it('goes from the user log as well, which keeps its positions and what others must hear of', async () => {
    const told = (userId: string) => [
      newEntry(userId, userLog.kinds.accountData, { roomId: '', type: 'a', content: Buffer.from('{"secret":1}') }),
      newEntry(userId, userLog.kinds.profile, { displayname: 'secret', avatarUrl: undefined }),
      newEntry(userId, userLog.kinds.toDevice, { deviceId: 'PHONE', event: Buffer.from('{"secret":1}') }),
      newEntry(userId, userLog.kinds.session, { deviceId: 'PHONE' }),
    ];
    await api.append([...told(ALICE), ...told(BOB)]);
    await deactivate(ALICE, true);
    const alices = await api.logOf(ALICE);
    expect(alices.map(({ payload }) => payload.length > 0)).toEqual([false, false, false, true]);
    expect((await api.logOf(BOB)).every(({ payload }) => payload.length > 0)).toBe(true);
    // Whoever is behind reads them still.
    expect(AccountDataEntry.decode(alices[0]?.payload ?? Buffer.from('x'))).toMatchObject({ type: '' });
  });

  it('is not removed from where no step ended', async () => {
    const rpcs = api.app.get(DeactivationRpcs, { strict: false });
    const step = rpcs.deactivate({ userId: ALICE, erase: true, after: 'nowhere' });
    await expect(step).rejects.toMatchObject({ errcode: 'M_INVALID_PARAM' });
  });
});

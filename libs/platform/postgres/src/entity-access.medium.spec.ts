import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectPostgres } from './connections/connect-postgres.js';
import type { EntityRows } from './entity-rows.js';
import { isRetryable, isUniqueViolation, PostgresUnavailableError } from './connections/postgres-errors.js';
import type { Statement } from './connections/statement.js';

@Entity({ schema: 'things', name: 'things' })
class Thing {
  @PrimaryColumn({ type: 'smallint' })
  partition!: number;

  @PrimaryColumn({ type: 'bytea' })
  hash!: Buffer;

  @Column({ type: 'bigint', name: 'used_ms' })
  usedMs!: number;

  @Column({ type: 'text', nullable: true })
  note!: string | null;
}

const set = {
  schema: 'things',
  migrations: [
    {
      name: '20260101-000000-things',
      sql: `CREATE TABLE things (partition smallint, hash bytea, used_ms bigint NOT NULL, note text,
              PRIMARY KEY (partition, hash));
            CREATE TABLE log (line text)`,
    },
  ],
  entities: [Thing],
};

const key = { partition: 3, hash: Buffer.from([0, 255]) };
const thing = { ...key, usedMs: Number.MAX_SAFE_INTEGER, note: 'secret' };

let database: TestDatabase;
const seen: Statement[] = [];
beforeAll(async () => {
  database = await createTestDatabase([set], { observe: (statement) => seen.push(statement) });
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.postgres.query({ text: 'TRUNCATE things.things, things.log' });
});

const find = (rows: EntityRows<Thing>) => rows.findOneBy(key);
const insert = (rows: EntityRows<Thing>) => rows.insert(thing);
const log = { text: "INSERT INTO things.log VALUES ('made')" };
const logged = async () => (await database.postgres.query({ text: 'SELECT FROM things.log' })).length;

describe('an entity', () => {
  it('gives bigint as number, bytea as Buffer and null, and nothing when there is no row', async () => {
    const { postgres } = database;
    expect(await postgres.entities(Thing, find)).toBeNull();
    await postgres.entities(Thing, (rows) => rows.insert({ ...thing, note: null }));
    expect(await postgres.entities(Thing, find)).toEqual({ ...thing, note: null });
    expect(seen.at(-1)).toMatchObject({ label: 'things.things' });
  });

  it('refuses a bigint that does not fit a number', async () => {
    const { postgres } = database;
    await postgres.query({ text: "INSERT INTO things.things VALUES (3, '\\x00ff', 9007199254740992)" });
    await expect(postgres.entities(Thing, find)).rejects.toThrow('does not fit');
  });

  it('commits with the other statements of the transaction, which alone sees it until then', async () => {
    const { postgres } = database;
    await postgres.transaction(async (tx) => {
      await tx.entities(Thing, insert);
      await tx.query(log);
      expect(await tx.entities(Thing, find)).toEqual(thing);
      expect(await postgres.entities(Thing, find)).toBeNull();
    });
    expect([await postgres.entities(Thing, find), await logged()]).toEqual([thing, 1]);
  });

  it('is rolled back with the other statements of the transaction', async () => {
    const { postgres } = database;
    const failing = postgres.transaction(async (tx) => {
      await tx.query(log);
      await tx.entities(Thing, insert);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect([await postgres.entities(Thing, find), await logged()]).toEqual([null, 0]);
  });

  it('stays in its own transaction when several are under way', async () => {
    const { postgres } = database;
    const done = { insert: 0, find: 0 };
    /** When all have come so far. */
    const all = (what: keyof typeof done) => {
      done[what] += 1;
      return expect.poll(() => done[what]).toBe(4);
    };
    const work = [0, 1, 2, 3].map((partition) =>
      postgres.transaction(async (tx) => {
        await tx.entities(Thing, (rows) => rows.insert({ ...thing, partition }));
        await all('insert');
        const own = await tx.entities(Thing, (rows) => rows.find({ select: { partition: true } }));
        await all('find');
        expect(own).toEqual([{ partition }]);
        if (partition % 2 === 1) throw new Error('odd');
      }),
    );
    await Promise.allSettled(work);
    const left = await postgres.entities(Thing, (rows) => rows.find({ order: { partition: 'ASC' } }));
    expect(left.map(({ partition }) => partition)).toEqual([0, 2]);
  });

  it('is out of reach when its transaction has ended', async () => {
    let kept: EntityRows<Thing> | undefined;
    const tx = await database.postgres.transaction(async (inner) => {
      await inner.entities(Thing, (rows) => Promise.resolve((kept = rows)));
      return inner;
    });
    await expect(tx.entities(Thing, find)).rejects.toThrow('has ended');
    await expect(kept?.findOneBy(key)).rejects.toThrow('released');
  });

  it('fails as other statements do, and without the values of the statement', async () => {
    const { postgres } = database;
    await postgres.entities(Thing, insert);
    const repeated: unknown = await postgres.entities(Thing, insert).catch((error: unknown) => error);
    expect(isUniqueViolation(repeated, 'things_pkey')).toBe(true);
    expect(repeated).not.toHaveProperty('parameters');
    const own = await connectPostgres({ ...database.connection, applicationName: 'victim' }, { entities: [Thing] });
    const lost: unknown = await own
      .transaction(async (tx) => {
        await postgres.query({
          text: "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'",
        });
        await tx.entities(Thing, find);
      })
      .catch((error: unknown) => error);
    expect(lost).toBeInstanceOf(PostgresUnavailableError);
    expect(isRetryable(lost)).toBe(true);
    expect(await own.entities(Thing, find)).toEqual(thing);
    await own.close();
    await expect(own.entities(Thing, find)).rejects.toThrow(PostgresUnavailableError);
  });

  it('must be one of those that were given', async () => {
    const own = await connectPostgres(database.connection);
    await expect(async () => own.entities(Thing, find)).rejects.toThrow('No metadata for "Thing"');
    await own.close();
  });
});

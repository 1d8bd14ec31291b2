import { connectPostgres, grantToRole, type Postgres } from '@chappe/postgres';
import { serviceGrants } from '@chappe/process';
import { systemRandomness } from '@chappe/runtime';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allInOneMigrations, services } from './all-in-one.module.js';

type Right = 'nothing' | 'read' | 'write';
type Rights = Readonly<Record<string, Right>>;

/** A table or view by its name, or all others of its schema; what is not here cannot even be read. */
const OF_ALL: Rights = {
  'platform.*': 'read',
  'platform.generations': 'write',
  'room.migrations': 'read',
  'room.partitions': 'read',
  'user_log.migrations': 'read',
  'user_log.partitions': 'read',
  'user_log.log': 'read',
};
const OF_WRITERS: Rights = { 'user_log.*': 'write', 'user_log.partitions': 'write', 'user_log.log': 'write' };
const RIGHTS: Readonly<Record<string, Rights>> = {
  auth: { ...OF_ALL, ...OF_WRITERS, 'auth.*': 'write', 'auth.migrations': 'read', 'auth.published_devices': 'read' },
  'client-api': {
    ...OF_ALL,
    ...OF_WRITERS,
    'client_api.*': 'write',
    'client_api.migrations': 'read',
    'auth.published_devices': 'read',
  },
  room: {
    ...OF_ALL,
    'room.*': 'write',
    'room.partitions': 'write',
    'platform.installation': 'write',
    'platform.signing_keys': 'write',
  },
  sync: { ...OF_ALL, 'room.log': 'read' },
};

function expected(service: string, table: string): Right {
  const rights = RIGHTS[service] ?? {};
  return rights[table] ?? rights[`${table.split('.')[0]}.*`] ?? 'nothing';
}

describe.each(services.map((service) => ({ name: service.name, service })))(
  'the database role of $name',
  ({ name, service }) => {
    const user = `test_${systemRandomness.token(12).toLowerCase()}`;
    const password = systemRandomness.token(24);
    let database: TestDatabase;
    let own: Postgres;
    let tables: string[];

    beforeAll(async () => {
      database = await createTestDatabase(allInOneMigrations);
      await database.postgres.query({ text: `CREATE ROLE ${user} LOGIN PASSWORD '${password}'` });
      await grantToRole(database.postgres, user, serviceGrants(service));
      own = await connectPostgres({ ...database.connection, user, password, connectionsMax: 2 });
      const rows = await database.postgres.query<{ name: string }>({
        text: `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
               WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
      });
      tables = rows.map((row) => row.name);
    });
    afterAll(async () => {
      await own.close();
      await database.postgres.query({ text: `DROP OWNED BY ${user}; DROP ROLE ${user}` });
      await database.drop();
    });

    const may = async (text: string): Promise<boolean> => {
      try {
        await own.query({ text });
        return true;
      } catch (error) {
        if (error instanceof Error && error.message.includes('permission denied')) return false;
        throw error;
      }
    };
    const privileges = async (table: string): Promise<string[]> => {
      const all = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'];
      const [schema = ''] = table.split('.');
      const rows = await database.postgres.query<{ privilege: string }>({
        text: `SELECT privilege FROM unnest($4::text[]) AS privilege
               WHERE has_table_privilege($1, $2, privilege) AND has_schema_privilege($1, $3, 'USAGE')`,
        values: [user, table, schema, all],
      });
      return rows.map(({ privilege }) => privilege);
    };

    it('gets its rights also while others get theirs', async () => {
      const grants = Array.from({ length: 4 }, () => grantToRole(database.postgres, user, serviceGrants(service)));
      expect(await Promise.all(grants)).toHaveLength(4);
    });

    it('may read and write the tables of its service, and read the logs that it follows', async () => {
      expect(tables.length).toBeGreaterThan(40);
      const found: string[] = [];
      for (const table of tables) {
        const [reads, writes] = [
          await may(`SELECT FROM ${table} LIMIT 1`),
          await may(`DELETE FROM ${table} WHERE false`),
        ];
        found.push(`${table}: ${writes ? 'write' : reads ? 'read' : 'nothing'}`);
      }
      expect(found).toEqual(tables.map((table) => `${table}: ${expected(name, table)}`));
    });

    it('has the rights for rows, and none for tables', async () => {
      const wanted = { nothing: [], read: ['SELECT'], write: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] };
      for (const table of tables) {
        expect([table, await privileges(table)]).toEqual([table, wanted[expected(name, table)]]);
      }
    });

    it('can make nothing, and become nobody', async () => {
      expect(await may('CREATE SCHEMA intruder')).toBe(false);
      expect(await may('CREATE TABLE public.intruder ()')).toBe(false);
      expect(await may('CREATE TABLE platform.intruder ()')).toBe(false);
      expect(await may('CREATE ROLE intruder')).toBe(false);
      expect(await may(`SET ROLE ${database.connection.user}`)).toBe(false);
    });
  },
);

describe('rights', () => {
  it('are not given to who cannot be kept from anything', async () => {
    const { postgres, connection, drop } = await createTestDatabase(allInOneMigrations);
    await expect(grantToRole(postgres, connection.user, [])).rejects.toThrow('nothing can be kept from it');
    await expect(grantToRole(postgres, 'nobody', [])).rejects.toThrow('there is no role "nobody"');
    await drop();
  });

  it('that are not needed any more are taken away', async () => {
    const { postgres, drop } = await createTestDatabase(allInOneMigrations);
    const user = `test_${systemRandomness.token(12).toLowerCase()}`;
    await postgres.query({ text: `CREATE ROLE ${user}` });
    const reads = async (): Promise<unknown> => {
      const text = `SELECT has_table_privilege($1, 'room.events', 'SELECT') AS reads`;
      return (await postgres.query({ text, values: [user] }))[0];
    };
    await grantToRole(postgres, user, [{ schema: 'room', right: 'write' }]);
    expect(await reads()).toEqual({ reads: true });
    await grantToRole(postgres, user, [{ schema: 'auth', right: 'read' }]);
    expect(await reads()).toEqual({ reads: false });
    await postgres.query({ text: `DROP OWNED BY ${user}; DROP ROLE ${user}` });
    await drop();
  });
});

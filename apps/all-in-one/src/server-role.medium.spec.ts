import { connectPostgres, openAsServer } from '@chappe/postgres';
import { createTestDatabase } from '@chappe/testing';
import { expect, it } from 'vitest';
import { allInOneMigrations } from './all-in-one.module.js';

it('lets the server work on rows, and on nothing else', async () => {
  const { postgres, connection, drop } = await createTestDatabase([]);
  const open = () => openAsServer(connection, allInOneMigrations);
  expect(await open()).toEqual(await open());
  const { user, password } = await open();
  const server = await connectPostgres({ ...connection, user, ...(password !== undefined && { password }) });
  const ask = (text: string): Promise<unknown> => server.query({ text }).catch(({ message }: Error) => message);
  for (const table of ['auth.accounts', 'room.events', 'client_api.profiles', 'user_log.log', 'platform.generations']) {
    expect(await ask(`DELETE FROM ${table} WHERE false`)).toEqual([]);
  }
  expect(await ask('SELECT rolsuper FROM pg_roles WHERE rolname = current_user')).toEqual([{ rolsuper: false }]);
  for (const forbidden of [
    'CREATE TABLE room.intruder ()',
    'DROP TABLE auth.accounts',
    'DELETE FROM platform.migrations',
    'DELETE FROM auth.published_devices',
    "SELECT pg_read_file('postgresql.conf')",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    'SELECT * FROM pg_authid',
  ]) {
    expect(await ask(forbidden)).toMatch(/permission denied|must be owner/);
  }
  await server.close();
  await postgres.query({ text: `DROP OWNED BY ${user}; DROP ROLE ${user}` });
  await drop();
});

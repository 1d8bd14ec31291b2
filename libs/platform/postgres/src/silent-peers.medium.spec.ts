import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectPostgres, type PostgresConnection } from './connect-postgres.js';
import type { Postgres } from './postgres.js';

const set = {
  schema: 'things',
  migrations: [
    {
      name: '20260101-000000-things',
      sql: 'CREATE TABLE things (id bigint PRIMARY KEY); INSERT INTO things VALUES (1)',
    },
  ],
};
const LOCK = { text: 'SELECT id FROM things.things WHERE id = 1 FOR UPDATE' };
const LOST = { name: 'PostgresUnavailableError', mayHaveCommitted: true };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase([set]);
});
afterAll(() => database.drop());

/** A way to the database that can go dead: nothing passes, nothing is refused, as when a machine vanishes. */
interface Cable {
  readonly connection: PostgresConnection;
  freeze(): void;
  thaw(): void;
  remove(): void;
}

async function layCable(to: PostgresConnection): Promise<Cable> {
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const join = (from: Socket, onto: Socket): void => {
    from.on('data', (bytes) => isFrozen || onto.write(bytes)).on('close', () => isFrozen || onto.destroy());
  };
  const { host = '127.0.0.1', port } = to;
  const server = createServer((inner) => {
    const outer = keep(host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host));
    join(keep(inner), outer);
    join(outer, inner);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    connection: { ...to, host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    freeze: () => (isFrozen = true),
    thaw: () => (isFrozen = false),
    remove: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

describe('when the machine of PostgreSQL vanishes without a word', () => {
  let cable: Cable;
  let own: Postgres;
  beforeEach(async () => {
    cable = await layCable(database.connection);
    own = await connectPostgres({ ...cable.connection, statementTimeoutMs: 500, connectionsMax: 2 });
  });
  afterEach(async () => {
    cable.remove();
    await own.close();
  });

  it('a statement is given up in time, and its connection with it', async () => {
    cable.freeze();
    await expect(own.query({ text: 'SELECT 1' })).rejects.toMatchObject(LOST);
    cable.thaw();
    expect(await own.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
  }, 10_000);

  it('a transaction is given up once, not again for its end', async () => {
    let givenUpMs = 0;
    const work = own.transaction(async (tx) => {
      await tx.query({ text: 'SELECT 1' });
      cable.freeze();
      await tx.query({ text: 'SELECT 2' }).catch((error: unknown) => {
        givenUpMs = performance.now();
        throw error;
      });
    });
    await expect(work).rejects.toMatchObject({ name: 'PostgresUnavailableError', mayHaveCommitted: false });
    expect(performance.now() - givenUpMs).toBeLessThan(1_000);
  }, 10_000);
});

describe('a process that stops in the middle of a transaction', () => {
  it('keeps others from the rows that it has locked for a few seconds only', async () => {
    const paused = await connectPostgres({ ...database.connection, connectionsMax: 1 });
    let goOn: (() => void) | undefined;
    const outcome = paused
      .transaction(async (tx) => {
        await tx.query(LOCK);
        await new Promise<void>((resolve) => (goOn = resolve));
        await tx.query(LOCK);
      })
      .catch((error: unknown) => error);
    await expect.poll(() => goOn).toBeDefined();
    expect(await database.postgres.query(LOCK)).toEqual([{ id: 1 }]);
    goOn?.();
    expect(await outcome).toMatchObject({ name: 'PostgresUnavailableError', mayHaveCommitted: false });
    await paused.close();
  }, 25_000);
});

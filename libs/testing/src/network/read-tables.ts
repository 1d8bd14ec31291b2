import { connectPostgres, type Postgres, type PostgresConnection } from '@chappe/postgres';

/** Looks into the tables of a running server over connections of its own. */
export async function readTables<T>(
  connection: PostgresConnection,
  read: (postgres: Postgres) => Promise<T>,
): Promise<T> {
  const postgres = await connectPostgres({ ...connection, connectionsMax: 2 });
  try {
    return await read(postgres);
  } finally {
    await postgres.close();
  }
}

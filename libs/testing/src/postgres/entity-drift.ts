import { entitiesOf, type MigrationSet } from '@chappe/postgres';
import { DataSource } from 'typeorm';
import { createTestDatabase } from './create-test-database.js';

/**
 * Migrates a database, and asks TypeORM what it would do to make the tables of the entities as they are declared.
 * @param migrationSets schemas with their entities, in the order in which they are migrated
 * @returns its statements; none when columns, types, nullability, defaults and primary keys agree
 */
export async function entityDrift(migrationSets: readonly MigrationSet[]): Promise<string[]> {
  const database = await createTestDatabase(migrationSets);
  const { host, port, user, password, database: name } = database.connection;
  const source = new DataSource({
    type: 'postgres',
    ...(host !== undefined && { host }),
    ...(password !== undefined && { password }),
    port,
    username: user,
    database: name,
    entities: entitiesOf(migrationSets),
    installExtensions: false,
  });
  try {
    await source.initialize();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  } finally {
    if (source.isInitialized) await source.destroy();
    await database.drop();
  }
}

import { globSync } from 'node:fs';
import { join } from 'node:path';
import { authMigrations } from '@chappe/auth';
import { clientApiMigrations } from '@chappe/client-api';
import { userLogMigrations } from '@chappe/event-log';
import { roomMigrations } from '@chappe/room';
import { entitiesOf, type MigrationSet } from '@chappe/postgres';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { entityDrift } from './entity-drift.js';

const SERVICES: readonly MigrationSet[] = [roomMigrations, userLogMigrations, authMigrations, clientApiMigrations];

describe('the entities of all services', () => {
  it('are listed with the schema of their service', () => {
    const files = globSync('*/src/**/*.entity.ts', { cwd: join(import.meta.dirname, '../../../services') });
    expect(entitiesOf(SERVICES)).toHaveLength(files.length);
  });

  it('agree with the tables that the migrations make', async () => {
    expect(await entityDrift(SERVICES)).toEqual([]);
  });
});

@Entity({ schema: 'things', name: 'things' })
class Thing {
  @PrimaryColumn({ name: 'partition', type: 'smallint' })
  partition!: number;

  @PrimaryColumn({ name: 'hash', type: 'bytea' })
  hash!: Buffer;

  @Column({ name: 'note', type: 'text', nullable: true })
  note!: string | null;

  @Column({ name: 'uses', type: 'bigint', default: 0 })
  uses!: number;
}

describe('an entity is found to differ from its table', () => {
  const driftOf = (columns: string) => {
    const migrations = [{ name: '20260101-000000-things', sql: `CREATE TABLE things (${columns})` }];
    return entityDrift([{ schema: 'things', migrations, entities: [Thing] }]);
  };
  const key = 'PRIMARY KEY (partition, hash)';
  const uses = 'uses bigint NOT NULL DEFAULT 0';

  it.each([
    ['nothing', `partition smallint, hash bytea, note text, ${uses}, ${key}`, undefined],
    ['a column that it does not name', `partition smallint, hash bytea, note text, ${uses}, x text, ${key}`, /"x"/],
    ['a column that is missing', `partition smallint, hash bytea, ${uses}, ${key}`, /"note"/],
    ['a type', `partition smallint, hash text, note text, ${uses}, ${key}`, /"hash"/],
    ['NOT NULL', `partition smallint, hash bytea, note text NOT NULL, ${uses}, ${key}`, /"note"/],
    ['a default', `partition smallint, hash bytea, note text, uses bigint NOT NULL, ${key}`, /"uses"/],
    ['the primary key', `partition smallint, hash bytea NOT NULL, note text, ${uses}, PRIMARY KEY (partition)`, /KEY/],
  ])('by %s', async (_what, columns, statement) => {
    const drift = await driftOf(columns);
    if (statement) expect(drift.join('\n')).toMatch(statement);
    else expect(drift).toEqual([]);
  });
});

import { createTestDatabase } from '@chappe/testing';
import { describe, expect, it } from 'vitest';
import { allInOneMigrations } from './all-in-one.module.js';

/** Tables of the installation itself: they hold nothing of a room or a user. */
const OF_THE_INSTALLATION = /\.migrations$|^platform\.|^room\.replicas$/;

const FIRST_COLUMNS_SQL = `
  SELECT c.relnamespace::regnamespace || '.' || c.relname AS table, a.attname AS first
    FROM pg_class c
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
   WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
   ORDER BY 1`;

describe('every table of rooms or users', () => {
  it('has a primary key that starts with the partition', async () => {
    const { postgres, drop } = await createTestDatabase(allInOneMigrations);
    try {
      const tables = await postgres.query<{ table: string; first: string | null }>({ text: FIRST_COLUMNS_SQL });
      const partitioned = tables.filter(({ table }) => !OF_THE_INSTALLATION.test(table));
      expect(partitioned.length).toBeGreaterThan(20);
      expect(partitioned.filter(({ first }) => first !== 'partition')).toEqual([]);
    } finally {
      await drop();
    }
  });
});

import { describe, expect, it } from 'vitest';
import { contractingStatement } from './contracting-statement.js';

describe('contractingStatement', () => {
  it.each([
    'DROP TABLE things',
    'ALTER TABLE things DROP COLUMN name',
    'ALTER TABLE things\n  RENAME COLUMN name TO title',
    'ALTER TABLE things ALTER COLUMN name TYPE bigint',
    'ALTER TABLE things ALTER name SET DATA TYPE bigint',
    'ALTER TABLE things ALTER COLUMN name SET NOT NULL',
    'ALTER TABLE things ADD COLUMN name text NOT NULL',
    'TRUNCATE things',
  ])('finds %s', (statement) => {
    expect(contractingStatement(`CREATE TABLE a (id int); ${statement}; SELECT 1`)).toBe(
      statement.replaceAll(/\s+/g, ' '),
    );
  });

  it.each([
    'CREATE TABLE things (id bigint PRIMARY KEY, type text NOT NULL)',
    'ALTER TABLE things ADD COLUMN name text',
    "ALTER TABLE things ADD COLUMN name text NOT NULL DEFAULT 'drop'",
    'ALTER TABLE things ALTER COLUMN name DROP NOT NULL',
    'CREATE INDEX things_by_type ON things (type) -- the old one is not dropped: DROP INDEX comes later',
    "COMMENT ON COLUMN things.name IS 'Set not null; rename it and it''s gone'",
  ])('lets %s pass', (statement) => {
    expect(contractingStatement(statement)).toBeUndefined();
  });
});

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
    'ALTER TABLE things ADD name text NOT NULL',
    'ALTER TABLE things ADD COLUMN price numeric(10, 2) NOT NULL',
    'ALTER TABLE things ADD CONSTRAINT named CHECK (length(name) > 0)',
    'ALTER TABLE things ADD UNIQUE (name)',
    'CREATE UNIQUE INDEX things_by_name ON things (name)',
    'REVOKE INSERT ON things FROM chappe',
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
    'ALTER TABLE things ADD COLUMN a text, ADD COLUMN price numeric(10, 2) NOT NULL DEFAULT 0, ADD COLUMN b text',
    'CREATE TABLE x.things (id int CHECK (id > 0), UNIQUE (id)); CREATE UNIQUE INDEX i ON x.things (id) WHERE id > 1',
    'CREATE INDEX things_by_type ON things (type) -- the old one is not dropped: DROP INDEX comes later',
    "COMMENT ON COLUMN things.name IS 'Set not null; rename it and it''s gone'",
  ])('lets %s pass', (statement) => {
    expect(contractingStatement(statement)).toBeUndefined();
  });
});

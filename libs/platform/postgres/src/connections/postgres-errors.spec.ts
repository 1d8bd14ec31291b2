import { DatabaseError } from 'pg';
import { describe, expect, it } from 'vitest';
import { DiskFullError } from '../embedded/disk-full-error.js';
import { asPostgresError, isRetryable, PostgresUnavailableError } from './postgres-errors.js';

const refusal = (code: string): DatabaseError => Object.assign(new DatabaseError('refused', 7, 'error'), { code });
const socketError = (code: string): Error => Object.assign(new Error('no'), { code });

describe('what PostgreSQL and its driver say', () => {
  it.each([
    ['a server that is shutting down', refusal('57P01'), PostgresUnavailableError],
    ['too many connections', refusal('53300'), PostgresUnavailableError],
    ['a refused connection', socketError('ECONNREFUSED'), PostgresUnavailableError],
    ['a pool that is full', new Error('timeout exceeded when trying to connect'), PostgresUnavailableError],
    ['a disk that is full', refusal('53100'), DiskFullError],
    ['a duplicate key', refusal('23505'), DatabaseError],
    ['anything else', new TypeError('wrong'), TypeError],
  ])('is known by its kind: %s', (_, error, kind) => {
    const told = asPostgresError(error, false);
    expect(told).toBeInstanceOf(kind);
    expect(told === error || (told as Error).cause === error).toBe(true);
  });

  it('is not repeated at once when there is no room', () => {
    expect(isRetryable(asPostgresError(refusal('53100'), false))).toBe(false);
    expect(isRetryable(asPostgresError(refusal('57P01'), false))).toBe(true);
  });
});

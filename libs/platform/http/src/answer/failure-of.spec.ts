import { DiskFullError, PostgresUnavailableError } from '@chappe/postgres';
import { describe, expect, it } from 'vitest';
import { failureOf } from './answers.js';

describe('a request that failed', () => {
  it.each([
    [new PostgresUnavailableError(false, undefined), 503, /cannot reach its database/],
    [new DiskFullError('full'), 503, /stores nothing until there is room/],
    [new Error('secret'), 500, /^Internal server error$/],
  ])('for %s is answered as one to be repeated, or not', (error, status, message) => {
    const answer = failureOf(error);
    expect([answer.status, answer.headers['retry-after']]).toEqual([status, status === 503 ? '1' : undefined]);
    expect(answer.message).toMatch(message);
    expect(answer.message).not.toContain('secret');
  });
});

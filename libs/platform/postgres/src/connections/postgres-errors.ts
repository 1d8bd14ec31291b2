import { AwayError } from '@chappe/telemetry';
import { DatabaseError } from 'pg';
import { DiskFullError } from '../embedded/disk-full-error.js';
import type { Statement } from './statement.js';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = '23505';
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
const LOCK_NOT_AVAILABLE = '55P03';
const QUERY_CANCELED = '57014';
const DISK_FULL = '53100';
/** Classes of codes with which the server itself goes away: connection exception, resources, operator intervention. */
const UNAVAILABLE_CODES = new Set(['57P01', '57P02', '57P03', '53300', '08000', '08003', '08006', '08001', '08004']);

/** What outages of the database are told as. */
export const POSTGRES = 'PostgreSQL';

/** PostgreSQL cannot be reached, or the connection broke. */
export class PostgresUnavailableError extends AwayError {
  readonly away = POSTGRES;

  /**
   * @param mayHaveCommitted the connection broke while a commit, or a statement in a transaction of its own, was under
   *   way: it may have taken effect
   * @param cause what the driver said
   */
  constructor(
    readonly mayHaveCommitted: boolean,
    cause: unknown,
  ) {
    super('PostgreSQL is not available', { cause });
    this.name = 'PostgresUnavailableError';
  }
}

/** No connection of a pool became free in time. */
export class PoolFullError extends Error {
  constructor(connections: number) {
    super(`every connection of this process is in use (postgres.connectionsMax: ${connections})`);
  }
}

/** A statement was given up: it worked, or waited for a lock, for longer than one may. Nothing of it was kept. */
export class StatementTimeoutError extends Error {
  constructor({ name = 'unnamed', label = name }: Partial<Statement> = {}) {
    super(`the statement ${label} took longer than one may (postgres.statementTimeoutMs)`);
  }
}

/** A unique index or primary key refused a row. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof DatabaseError) || error.code !== UNIQUE_VIOLATION) return false;
  return constraint === undefined || error.constraint === constraint;
}

/** The transaction may be run again: serialization failure, deadlock, connection lost before the commit was sent. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof PostgresUnavailableError) return !error.mayHaveCommitted;
  return error instanceof DatabaseError && (error.code === SERIALIZATION_FAILURE || error.code === DEADLOCK_DETECTED);
}

/** A lock could not be had within `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === LOCK_NOT_AVAILABLE;
}

/**
 * Refusals of PostgreSQL stay as they are; anything the driver says about the connection becomes unavailable, and so
 * does a statement that was given up because it took too long.
 */
export function asPostgresError(error: unknown, mayHaveCommitted: boolean, statement?: Statement): unknown {
  if (error instanceof PostgresUnavailableError) return error;
  if (error instanceof DatabaseError) {
    // It is not given up while it commits.
    if (error.code === QUERY_CANCELED) return new PostgresUnavailableError(false, new StatementTimeoutError(statement));
    if (error.code === DISK_FULL) return new DiskFullError('PostgreSQL has no room', { cause: error });
    return UNAVAILABLE_CODES.has(error.code ?? '') ? new PostgresUnavailableError(mayHaveCommitted, error) : error;
  }
  return isConnectionError(error) ? new PostgresUnavailableError(mayHaveCommitted, error) : error;
}

/** Codes of the operating system when a socket cannot be opened or breaks. */
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
/** What node-postgres says when no answer came. */
const SILENCE = 'Query read timeout';
/** What its pool says when no connection became free in time. */
const POOL_FULL = 'timeout exceeded when trying to connect';
/** Messages of node-postgres that have no code. */
const DRIVER_MESSAGES = [
  SILENCE,
  'Connection terminated',
  'Client has encountered a connection error',
  'Client was closed',
  'Cannot use a pool after',
  POOL_FULL,
  'timeout expired',
];

/** The server did not say anything in time: nobody knows whether it is there. */
export function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith(SILENCE);
}

export function isPoolFull(error: unknown): boolean {
  return error instanceof Error && error.message === POOL_FULL;
}

function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && SOCKET_CODES.has(error.code)) return true;
  return DRIVER_MESSAGES.some((message) => error.message.startsWith(message));
}

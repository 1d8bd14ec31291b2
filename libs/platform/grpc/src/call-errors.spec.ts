import { MatrixError } from '@chappe/matrix-api';
import { DiskFullError, PostgresUnavailableError } from '@chappe/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProcess, type TestProcess } from './fixtures/start-process.js';

const ERRORS: Readonly<Record<string, () => Error>> = {
  forbidden: () => MatrixError.forbidden('You are not in the room'),
  fields: () =>
    new MatrixError('M_WRONG_ROOM_KEYS_VERSION', 'No', { fields: { current_version: '7', deep: { ok: [1, null] } } }),
  status: () => new MatrixError('M_UNRECOGNIZED', 'No', { status: 405 }),
  limited: () => MatrixError.limitExceeded(1_500),
  unavailable: () => MatrixError.unavailable('the database is away'),
  databaseAway: () => new PostgresUnavailableError(false, new Error('refused')),
  diskFull: () => new DiskFullError('full'),
  unexpected: () => new Error('secret'),
  unwritable: () => new MatrixError('M_FORBIDDEN', 'No', { fields: { count: 1n } }),
  surrogate: () => new MatrixError('M_FORBIDDEN', 'half \ud800 a character'),
  large: () => new MatrixError('M_FORBIDDEN', 'x'.repeat(100_000)),
};

function fail({ eventId }: { readonly eventId: string }): never {
  throw ERRORS[eventId]?.() ?? new Error('not in the table');
}

describe('an error of a handler in another process', () => {
  let owner: TestProcess;
  let caller: TestProcess;

  beforeAll(async () => {
    owner = await startProcess({ handlers: { getEvent: fail, getContext: fail } });
    caller = await startProcess({ rooms: [owner.address] });
  });
  afterAll(async () => {
    await caller.stop();
    await owner.stop();
  });

  const ask = async (way: 'getEvent' | 'getContext', eventId: string): Promise<MatrixError> => {
    const request = { roomId: '!a:b', eventId, requester: '@a:b', limit: 0, filter: Buffer.alloc(0) };
    const error: unknown = await caller.room[way](request as never).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(MatrixError);
    return error as MatrixError;
  };
  const shown = ({ errcode, message, status, fields, headers }: MatrixError) => ({
    errcode,
    message,
    status,
    fields,
    headers,
  });

  describe.each(['getEvent', 'getContext'] as const)('by %s', (way) => {
    it.each(['forbidden', 'fields', 'status', 'limited', 'unavailable'])('%s arrives whole', async (name) => {
      expect(shown(await ask(way, name))).toEqual(shown(ERRORS[name]?.() as MatrixError));
    });

    it('that was not expected arrives as M_UNKNOWN without its message and is logged where it happened', async () => {
      expect(await ask(way, 'unexpected')).toMatchObject({
        errcode: 'M_UNKNOWN',
        status: 500,
        message: 'Internal server error',
      });
      expect(owner.logLines.filter((line) => line.includes('secret')).join()).toContain('a call failed unexpectedly');
      expect(caller.logLines.join()).not.toContain('secret');
    });

    it('that says that the database is away may be tried again', async () => {
      expect(await ask(way, 'databaseAway')).toMatchObject({ errcode: 'M_UNKNOWN', status: 503 });
      expect(owner.logLines.join()).toContain('PostgreSQL is not available');
    });

    it('that says that the database has no room may be tried again', async () => {
      expect(await ask(way, 'diskFull')).toMatchObject({ errcode: 'M_UNKNOWN', status: 503 });
    });

    it('that cannot be written down is an unexpected one', async () => {
      expect(await ask(way, 'unwritable')).toMatchObject({ errcode: 'M_UNKNOWN', status: 500 });
    });

    it('may hold half a character', async () => {
      expect(await ask(way, 'surrogate')).toMatchObject({ errcode: 'M_FORBIDDEN', status: 403 });
    });

    it('that is too large loses what is too much', async () => {
      const error = await ask(way, 'large');
      expect(error).toMatchObject({ errcode: 'M_FORBIDDEN', status: 403 });
      expect(error.message.length).toBeLessThan(1_000);
    });
  });

  it('is counted by method and outcome on both sides', async () => {
    await ask('getEvent', 'forbidden');
    const counted =
      /grpc_calls_total\{side="\w+",service="room.v1.RoomService",method="getEvent",outcome="refused"\} \d/;
    expect(await caller.metrics.metrics()).toMatch(counted);
    expect(await owner.metrics.metrics()).toMatch(counted);
  });
});

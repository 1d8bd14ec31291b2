import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answered } from '@chappe/testing';
import { startClientApi, type TestClientApi } from '../fixtures/start-client-api.js';
import { USER_BACKUP_BYTES_MAX } from './key-backup.limits.js';

const ROOM = '!room:example.org';
const ALGORITHM = 'm.megolm_backup.v1.curve25519-aes-sha2';

let api: TestClientApi;
let users = 0;
let user: string;
let token: string;

beforeAll(async () => {
  api = await startClientApi();
});
afterAll(() => api.stop());
beforeEach(() => {
  user = `@alice${users++}:example.org`;
  token = api.auth.logIn(user, 'PHONE');
});

type Key = { first_message_index: number; forwarded_count: number; is_verified: boolean; session_data: object };

const key = (change: Partial<Key> = {}): Key => ({
  first_message_index: 5,
  forwarded_count: 5,
  is_verified: false,
  session_data: { ciphertext: 'abc' },
  ...change,
});
const ask = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: object): Promise<Answered> =>
  api.ask({ method, path: `/room_keys${path}`, token, ...(body && { body }) });
const create = async (): Promise<string> =>
  (await ask('POST', '/version', { algorithm: ALGORITHM, auth_data: { public_key: 'x' } })).body.version;
const put = (version: string, session: string, data: Key) =>
  ask('PUT', `/keys/${encodeURIComponent(ROOM)}/${session}?version=${version}`, data);
const get = async (version: string, session = 's') =>
  (await ask('GET', `/keys/${encodeURIComponent(ROOM)}/${session}?version=${version}`)).body;

describe('the better key of a session stays', () => {
  const worse = key();
  const better: [string, Key][] = [
    ['verified', key({ is_verified: true, first_message_index: 9, forwarded_count: 9 })],
    ['with a lower first_message_index', key({ first_message_index: 4, forwarded_count: 9 })],
    ['with a lower forwarded_count', key({ forwarded_count: 4 })],
  ];
  it.each(better)('%s, whichever came first', async (_name, winner) => {
    const version = await create();
    await put(version, 's', worse);
    expect((await put(version, 's', winner)).body).toEqual({ etag: '2', count: 1 });
    expect((await put(version, 's', worse)).body).toEqual({ etag: '2', count: 1 });
    expect(await get(version)).toEqual(winner);
  });

  it('when many uploads race', async () => {
    const version = await create();
    const indexes = Array.from({ length: 30 }, (_, index) => (index * 7) % 30);
    const answers = await Promise.all(
      indexes.map((index) => put(version, 's', key({ first_message_index: index, session_data: { index } }))),
    );
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    expect(await get(version)).toMatchObject({ first_message_index: 0, session_data: { index: 0 } });
    expect((await ask('GET', '/version')).body.count).toBe(1);
  });
});

describe('the count and the etag', () => {
  it('follow what is stored while uploads of different keys race', async () => {
    const version = await create();
    await Promise.all(Array.from({ length: 20 }, (_, index) => put(version, `s${index}`, key())));
    const { count, etag } = (await ask('GET', '/version')).body;
    expect([count, etag]).toEqual([20, '20']);
    expect(Object.keys((await ask('GET', `/keys?version=${version}`)).body.rooms[ROOM].sessions)).toHaveLength(20);
  });

  it('change with a deletion and stay with a repeat of it', async () => {
    const version = await create();
    const rooms = { [ROOM]: { sessions: { a: key(), b: key() } }, '!other:example.org': { sessions: { a: key() } } };
    expect((await ask('PUT', `/keys?version=${version}`, { rooms })).body).toEqual({ etag: '1', count: 3 });
    const room = encodeURIComponent(ROOM);
    expect((await ask('DELETE', `/keys/${room}/a?version=${version}`)).body).toEqual({ etag: '2', count: 2 });
    expect((await ask('DELETE', `/keys/${room}/a?version=${version}`)).body).toEqual({ etag: '2', count: 2 });
    expect((await ask('DELETE', `/keys/${room}?version=${version}`)).body).toEqual({ etag: '3', count: 1 });
    expect((await ask('GET', `/keys/${room}?version=${version}`)).body).toEqual({ sessions: {} });
    expect((await ask('DELETE', `/keys?version=${version}`)).body).toEqual({ etag: '4', count: 0 });
    expect((await ask('GET', `/keys?version=${version}`)).body).toEqual({ rooms: {} });
  });
});

describe('versions', () => {
  it('are given out once each when creations race', async () => {
    const versions = await Promise.all(Array.from({ length: 10 }, create));
    expect(new Set(versions).size).toBe(10);
    expect((await ask('GET', '/version')).body).toEqual({
      algorithm: ALGORITHM,
      auth_data: { public_key: 'x' },
      count: 0,
      etag: '0',
      version: '10',
    });
  });

  it('but the current one take no keys: M_WRONG_ROOM_KEYS_VERSION names the current one', async () => {
    const old = await create();
    const current = await create();
    const answer = await put(old, 's', key());
    expect([answer.status, answer.body.errcode, answer.body.current_version]).toEqual([
      403,
      'M_WRONG_ROOM_KEYS_VERSION',
      current,
    ]);
    expect((await put('77', 's', key())).body.errcode).toBe('M_NOT_FOUND');
    expect((await put('x', 's', key())).body.errcode).toBe('M_NOT_FOUND');
  });

  it('that are deleted stay deleted, with their keys, and are not given out again', async () => {
    const version = await create();
    await put(version, 's', key());
    expect((await ask('DELETE', `/version/${version}`)).status).toBe(200);
    expect((await ask('DELETE', `/version/${version}`)).status).toBe(200);
    expect((await ask('GET', `/version/${version}`)).status).toBe(404);
    expect((await ask('GET', `/keys?version=${version}`)).status).toBe(404);
    expect((await ask('GET', '/version')).body.errcode).toBe('M_NOT_FOUND');
    expect((await ask('DELETE', '/version/99')).status).toBe(404);
    expect(await create()).toBe('2');
  });

  it('take new auth_data for the same algorithm only', async () => {
    const version = await create();
    const body = { algorithm: ALGORITHM, auth_data: { public_key: 'y' }, version };
    expect((await ask('PUT', `/version/${version}`, body)).status).toBe(200);
    expect((await ask('GET', `/version/${version}`)).body.auth_data).toEqual({ public_key: 'y' });
    const refused = [
      await ask('PUT', `/version/${version}`, { ...body, algorithm: 'other' }),
      await ask('PUT', `/version/${version}`, { ...body, version: '9' }),
      await ask('PUT', '/version/9', { algorithm: ALGORITHM, auth_data: {} }),
    ];
    expect(refused.map((answer) => answer.body.errcode)).toEqual(['M_INVALID_PARAM', 'M_INVALID_PARAM', 'M_NOT_FOUND']);
  });
});

describe('restoring', () => {
  it('gives all keys, also more than one page of the table', async () => {
    const version = await create();
    const sessions = Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`s${index}`, key()]));
    await ask('PUT', `/keys?version=${version}`, { rooms: { [ROOM]: { sessions } } });
    await ask('PUT', `/keys?version=${version}`, { rooms: { '!zoom:example.org': { sessions } } });
    const { rooms } = (await ask('GET', `/keys?version=${version}`)).body;
    expect(Object.keys(rooms)).toEqual([ROOM, '!zoom:example.org']);
    expect(rooms[ROOM].sessions).toEqual(sessions);
    expect(rooms['!zoom:example.org'].sessions).toEqual(sessions);
  });

  it('is for the owner only', async () => {
    const version = await create();
    await put(version, 's', key());
    token = api.auth.logIn('@mallory:example.org', `M${users}`);
    expect((await ask('GET', `/keys?version=${version}`)).status).toBe(404);
  });
});

describe('what a user stores', () => {
  const large = (characters: number): Key => key({ session_data: { ciphertext: 'x'.repeat(characters) } });
  const full = { status: 403, errcode: 'M_RESOURCE_LIMIT_EXCEEDED' };
  const refusalOf = ({ status, body }: Answered): unknown => ({ status, errcode: body.errcode });

  /** Bytes by the books, and counted anew. */
  async function bytes(): Promise<[booked: number, counted: number]> {
    const [row] = await api.postgres.query<{ booked: number; counted: number }>({
      text: `SELECT (SELECT sum(bytes)::bigint FROM client_api.key_backup_versions WHERE user_id = $1) AS booked,
               (SELECT coalesce(sum(octet_length(room_id || session_id || session_data)), 0)::bigint
                FROM client_api.key_backup_keys WHERE user_id = $1) AS counted`,
      values: [user],
    });
    return [row?.booked ?? -1, row?.counted ?? -1];
  }

  /** As if so much were stored in a backup. */
  async function book(version: string, stored: number): Promise<void> {
    await api.postgres.query({
      text: 'UPDATE client_api.key_backup_versions SET bytes = $3 WHERE user_id = $1 AND version = $2',
      values: [user, Number(version), stored],
    });
  }

  it('is booked through uploads, better keys of another length, and deletions', async () => {
    await put(await create(), 's', large(50));
    const version = await create();
    const room = encodeURIComponent(ROOM);
    const changes = [
      () => put(version, 'a', large(1_000)),
      () => put(version, 'a', { ...large(10), is_verified: true }),
      () => put(version, 'a', large(5_000)),
      () => put(version, 'b', large(20)),
      () => put(version, 'b', { ...large(2_000), first_message_index: 1 }),
      () => ask('DELETE', `/keys/${room}/a?version=${version}`),
      () => ask('DELETE', `/keys/${room}/a?version=${version}`),
      () => ask('DELETE', `/keys?version=${version}`),
      () => ask('DELETE', `/version/${version}`),
    ];
    for (const change of changes) {
      expect((await change()).status).toBe(200);
      const [booked, counted] = await bytes();
      expect(booked).toBe(counted);
    }
  });

  it('is bounded over all backups, and what takes no more room is still taken', async () => {
    const old = await create();
    await book(old, USER_BACKUP_BYTES_MAX - 1_500);
    const version = await create();
    expect((await put(version, 's', large(1_000))).status).toBe(200);
    expect(refusalOf(await put(version, 't', large(1_000)))).toEqual(full);
    expect((await ask('GET', '/version')).body).toMatchObject({ count: 1, etag: '1' });
    expect((await put(version, 's', { ...large(900), is_verified: true })).status).toBe(200);
    await ask('DELETE', `/version/${old}`);
    expect((await put(version, 't', large(1_000))).status).toBe(200);
  });

  it('is told whole, however large its keys are', async () => {
    const version = await create();
    const sessions = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`s${index}`, large(10_000)]));
    for (const roomId of ['!a:example.org', '!b:example.org', '!c:example.org']) {
      await ask('PUT', `/keys/${encodeURIComponent(roomId)}?version=${version}`, { sessions });
    }
    const { rooms } = (await ask('GET', `/keys?version=${version}`)).body;
    expect(rooms).toEqual({
      '!a:example.org': { sessions },
      '!b:example.org': { sessions },
      '!c:example.org': { sessions },
    });
  });
});

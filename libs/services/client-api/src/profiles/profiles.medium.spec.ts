import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeviceChange, MembershipAction, userLog } from '@chappe/contracts';
import { newEntry } from '@chappe/event-log';
import { eventually } from '../fixtures/eventually.js';
import { startClientApi, type TestClientApi } from '../fixtures/start-client-api.js';

let api: TestClientApi;
let users = 0;
let userId: string;
let token: string;

beforeAll(async () => {
  api = await startClientApi();
});
afterAll(() => api.stop());
beforeEach(() => {
  userId = `@alice${users++}:example.org`;
  token = api.auth.logIn(userId, 'PHONE');
});

const path = (keyName = '', of = userId) => `/profile/${encodeURIComponent(of)}${keyName && `/${keyName}`}`;
const set = (keyName: string, value: unknown) =>
  api.ask({ method: 'PUT', path: path(keyName), token, body: { [keyName]: value } });
const get = async (keyName = '') => (await api.ask({ method: 'GET', path: path(keyName) })).body;
const changesOf = () => api.room.membershipChanges.filter((change) => change.target === userId);

describe('a profile', () => {
  it('has the fields that were set, specified and custom', async () => {
    expect(await get()).toEqual({});
    await set('displayname', 'Alice');
    await set('avatar_url', 'mxc://example.org/abc');
    await set('org.example.pets', { cats: [1, null] });
    expect(await get()).toEqual({
      displayname: 'Alice',
      avatar_url: 'mxc://example.org/abc',
      'org.example.pets': { cats: [1, null] },
    });
    expect(await get('displayname')).toEqual({ displayname: 'Alice' });
    expect((await get('m.tz')).errcode).toBe('M_NOT_FOUND');
  });

  it('keeps fields that are set at the same time', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `org.example.f${index}`);
    await Promise.all(names.map((name) => set(name, 1)));
    expect(Object.keys(await get()).toSorted()).toEqual(names);
  });

  it('loses a field by deletion, and displayname by an empty text', async () => {
    await set('displayname', 'Alice');
    await set('displayname', '');
    expect(await get()).toEqual({});
    await set('m.tz', 'Europe/Paris');
    const remove = () => api.ask({ method: 'DELETE', path: path('m.tz'), token });
    expect([(await remove()).status, (await remove()).status]).toEqual([200, 200]);
    expect(await get()).toEqual({});
  });

  it('of an unknown user or of another server is 404', async () => {
    userId = '@none:example.org';
    expect((await get()).errcode).toBe('M_NOT_FOUND');
    userId = '@far:elsewhere.org';
    expect((await get('displayname')).errcode).toBe('M_NOT_FOUND');
  });

  it('takes no values that are too large or no values of the field', async () => {
    const refused: [string, unknown, string][] = [
      ['displayname', 5, 'M_INVALID_PARAM'],
      ['displayname', 'x'.repeat(257), 'M_INVALID_PARAM'],
      ['avatar_url', 'https://example.org/a.png', 'M_INVALID_PARAM'],
      ['org.example.big', 'x'.repeat(65_536), 'M_PROFILE_TOO_LARGE'],
      ['x'.repeat(256), 1, 'M_KEY_TOO_LARGE'],
      ['Not.A.Key', 1, 'M_INVALID_PARAM'],
    ];
    for (const [name, value, errcode] of refused) expect((await set(name, value)).body.errcode).toBe(errcode);
    const body = { other: 1 };
    const missing = await api.ask({ method: 'PUT', path: path('displayname'), token, body });
    expect(missing.body.errcode).toBe('M_MISSING_PARAM');
  });

  it('is changed by its owner only; a guest changes the display name only', async () => {
    const other = api.auth.logIn('@other:example.org', `O${users}`);
    const asked = { method: 'PUT', path: path('displayname'), body: { displayname: 'x' } } as const;
    expect((await api.ask({ ...asked, token: other })).body.errcode).toBe('M_FORBIDDEN');
    api.auth.guests.add(userId);
    expect((await set('displayname', 'Guest')).status).toBe(200);
    expect((await set('m.tz', 'Europe/Paris')).body.errcode).toBe('M_GUEST_ACCESS_FORBIDDEN');
  });
});

describe('a profile where only users may learn who exists', () => {
  it('is told to who has a token, and to others nothing of who exists', async () => {
    const strict = await startClientApi({ 'http.userLookup': 'token' });
    const asked = strict.auth.logIn('@alice:example.org', 'PHONE');
    const ask = async (user: string, as?: string): Promise<string> => {
      const at = `/profile/${encodeURIComponent(`@${user}:example.org`)}`;
      const paths = [at, `${at}/displayname`];
      const answers = await Promise.all(
        paths.map((each) => strict.ask({ method: 'GET', path: each, ...(as !== undefined && { token: as }) })),
      );
      return answers.map(({ status, body }) => `${status} ${body.errcode ?? 'ok'}`).join(', ');
    };
    const missing = '401 M_MISSING_TOKEN, 401 M_MISSING_TOKEN';
    expect([await ask('alice'), await ask('nobody')]).toEqual([missing, missing]);
    expect(await ask('alice', 'wrong')).toBe('401 M_UNKNOWN_TOKEN, 401 M_UNKNOWN_TOKEN');
    expect([await ask('alice', asked), await ask('none', asked)]).toEqual([
      '200 ok, 404 M_NOT_FOUND',
      '404 M_NOT_FOUND, 404 M_NOT_FOUND',
    ]);
    await strict.stop();
  });

  it('is told to everyone otherwise, whatever token they send', async () => {
    expect((await api.ask({ method: 'GET', path: path(), token: 'wrong' })).status).toBe(200);
  });
});

describe('a changed name', () => {
  it('goes into the member event of every joined room; a custom field does not', async () => {
    api.room.joined.set('!a:example.org', [userId]).set('!b:example.org', [userId]).set('!c:example.org', []);
    await set('org.example.x', 1);
    await set('displayname', 'Alice');
    await eventually(() => changesOf().length >= 2);
    const byRoom = changesOf().toSorted((a, b) => a.roomId.localeCompare(b.roomId));
    const told = byRoom.map((change) => [change.roomId, change.profile?.displayname, change.action]);
    const action = MembershipAction.MEMBERSHIP_ACTION_UPDATE_PROFILE;
    expect(told).toEqual([
      ['!a:example.org', 'Alice', action],
      ['!b:example.org', 'Alice', action],
    ]);
  });

  it('arrives although the room service fails at first', async () => {
    api.room.joined.set('!d:example.org', [userId]);
    api.room.failures = 1;
    await set('displayname', 'Late');
    await eventually(() => changesOf().length > 0);
    expect(changesOf()[0]?.profile?.displayname).toBe('Late');
  });

  it('of several is the last one in the end', async () => {
    api.room.joined.set('!e:example.org', [userId]);
    for (let number = 0; number < 10; number++) await set('displayname', `Alice ${number}`);
    await eventually(() => changesOf().at(-1)?.profile?.displayname === 'Alice 9');
    const waiting = () =>
      api.postgres.query({ text: 'SELECT FROM client_api.fan_outs WHERE user_id = $1', values: [userId] });
    await eventually(async () => (await waiting()).length === 0);
    expect(changesOf().at(-1)?.profile?.displayname).toBe('Alice 9');
  });
});

describe('a changed device list', () => {
  const change = (what: DeviceChange) =>
    api.append([newEntry(userId, userLog.kinds.device, { deviceId: 'PHONE', change: what })]);

  it.each([
    ['a new device', DeviceChange.DEVICE_CHANGE_ADDED],
    ['a deleted one', DeviceChange.DEVICE_CHANGE_DELETED],
    ['a new name', DeviceChange.DEVICE_CHANGE_RENAMED],
    ['new keys', DeviceChange.DEVICE_CHANGE_KEYS],
  ])('is told to the room service for %s', async (_what, what) => {
    expect(api.room.announced).not.toContain(userId);
    await change(what);
    await eventually(() => api.room.announced.includes(userId));
  });
});

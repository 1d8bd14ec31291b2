import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LastSeen } from '../devices/last-seen.js';
import { createAuthDatabase, startAuth, type TestAuth } from '../fixtures/start-auth.js';
import { userLogOf } from '../fixtures/user-log.js';
import { logIn, registerUser, whoAmI } from '../fixtures/users.js';
import { formatToken } from './token-format.js';

let auth: TestAuth;

beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const introspect = (accessToken: string) => auth.client.introspectToken({ accessToken });
const logOut = (token: string, all = '') => auth.ask({ method: 'POST', path: `/v3/logout${all}`, token });

describe('introspecting an access token', () => {
  it('says whose it is', async () => {
    const { body } = await registerUser(auth, 'alice', { device_id: 'PHONE' });
    expect(await introspect(body.access_token)).toEqual({
      active: true,
      softLogout: false,
      userId: '@alice:example.org',
      deviceId: 'PHONE',
      isAdmin: false,
      isGuest: false,
      expiresAtMs: 0,
    });
  });

  it.each(['', 'x', 'chp_zzzz_aaaaaaaaaaaaaaaa_0000000', 'chp_0_aaaaaaaaaaaaaaaa_0000000', '\0', 'ü'.repeat(1000)])(
    'says of %j that it is unknown',
    async (token) => {
      expect(await introspect(token)).toMatchObject({ active: false, softLogout: false, userId: '' });
    },
  );

  it('says of a token for a partition that does not exist that it is unknown', async () => {
    for (const partition of [4, 46_655, 1_679_615]) {
      const token = formatToken({ type: 'access', partition, secret: 'a'.repeat(32) });
      expect((await introspect(token)).active).toBe(false);
    }
  });

  it('writes last_seen lazily', async () => {
    const { body } = await registerUser(auth, 'seen', { device_id: 'PHONE' });
    const seenAt = async () => {
      const answer = await auth.ask({ method: 'GET', path: '/v3/devices/PHONE', token: body.access_token });
      return answer.body.last_seen_ts;
    };
    const before = await seenAt();
    auth.later(5_000);
    await introspect(body.access_token);
    expect(await seenAt()).toBe(before);
    await auth.app.get(LastSeen, { strict: false }).flush();
    expect(await seenAt()).toBeGreaterThanOrEqual(before + 5_000);
  });
});

describe('logging out', () => {
  it('ends the token and deletes the device', async () => {
    await registerUser(auth, 'bob', { device_id: 'ONE' });
    const { body } = await logIn(auth, 'bob', { device_id: 'TWO' });
    expect((await logOut(body.access_token)).status).toBe(200);
    expect(await whoAmI(auth, body.access_token)).toBe('401 M_UNKNOWN_TOKEN');
    const { users } = await auth.client.getDevices({ userIds: ['@bob:example.org'] });
    expect(users[0]?.devices.map(({ deviceId }) => deviceId)).toEqual(['ONE']);
    expect(await userLogOf(auth, '@bob:example.org')).toEqual([
      'device ONE ADDED',
      'device TWO ADDED',
      'session TWO',
      'device TWO DELETED',
    ]);
  });

  it('ends every device of the user with logout/all, and nobody else', async () => {
    const other = (await registerUser(auth, 'bystander')).body;
    const tokens = [(await registerUser(auth, 'carol')).body.access_token];
    for (let n = 0; n < 3; n++) tokens.push((await logIn(auth, 'carol')).body.access_token);
    expect((await logOut(tokens[1], '/all')).status).toBe(200);
    for (const token of tokens) expect(await whoAmI(auth, token)).toBe('401 M_UNKNOWN_TOKEN');
    expect(await whoAmI(auth, other.access_token)).toBe('200');
  });

  it('leaves no token valid however introspection, first use and logout interleave', async () => {
    await registerUser(auth, 'dave', { inhibit_login: true });
    for (let round = 0; round < 10; round++) {
      const { body } = await logIn(auth, 'dave', { refresh_token: true });
      const answer = await auth.ask({ method: 'POST', path: '/v3/refresh', body });
      const fresh = answer.body.access_token;
      const [, , out] = await Promise.all([
        whoAmI(auth, fresh),
        introspect(body.access_token),
        logOut(body.access_token),
      ]);
      // The first use of the new token may have ended the old one just before.
      if (out.status !== 200) await logOut(fresh);
      expect(await whoAmI(auth, fresh)).toBe('401 M_UNKNOWN_TOKEN');
      expect(await whoAmI(auth, body.access_token)).toBe('401 M_UNKNOWN_TOKEN');
    }
  });
});

describe('asking about users', () => {
  it('lists devices of each user asked for and which users exist', async () => {
    await registerUser(auth, 'erin', { device_id: 'B', initial_device_display_name: 'Bee' });
    await logIn(auth, 'erin', { device_id: 'A' });
    const userIds = ['@nobody:example.org', '@erin:example.org', 'nonsense', '@erin:elsewhere'];
    expect((await auth.client.getDevices({ userIds })).users).toEqual([
      { userId: '@nobody:example.org', devices: [] },
      {
        userId: '@erin:example.org',
        devices: [
          { deviceId: 'A', displayName: undefined },
          { deviceId: 'B', displayName: 'Bee' },
        ],
      },
      { userId: 'nonsense', devices: [] },
      { userId: '@erin:elsewhere', devices: [] },
    ]);
    expect((await auth.client.findUsers({ userIds })).userIds).toEqual(['@erin:example.org']);
  });
});

describe('two replicas on one database', () => {
  it('take part in the same sessions and end each other’s tokens', async () => {
    const database = await createAuthDatabase();
    const [one, two] = [await startAuth({ database }), await startAuth({ database })];
    const challenge = await one.ask({ method: 'POST', path: '/v3/register', body: { username: 'alice' } });
    const { session } = challenge.body;
    const body = { username: 'alice', password: 'a long password', auth: { type: 'm.login.dummy', session } };
    const { access_token: token } = (await two.ask({ method: 'POST', path: '/v3/register', body })).body;
    expect((await one.client.introspectToken({ accessToken: token })).active).toBe(true);
    await two.ask({ method: 'POST', path: '/v3/logout', token });
    expect((await one.client.introspectToken({ accessToken: token })).active).toBe(false);
    await Promise.all([one.stop(), two.stop()]);
    await database.drop();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateUser } from '../accounts/create-user.js';
import { startAuth, type TestAuth } from '../fixtures/start-auth.js';
import { logIn, PASSWORD, registerUser, whoAmI } from '../fixtures/users.js';

let auth: TestAuth;

beforeAll(async () => {
  auth = await startAuth();
  await registerUser(auth, 'alice');
});
afterAll(() => auth.stop());

const errorOf = async (answer: Promise<{ status: number; body: { errcode?: string } }>) => {
  const { status, body } = await answer;
  return `${status} ${body.errcode}`;
};
const login = (body: object) => auth.ask({ method: 'POST', path: '/v3/login', body });

describe('logging in', () => {
  it('offers the password flow', async () => {
    const { body } = await auth.ask({ method: 'GET', path: '/v3/login' });
    expect(body).toEqual({ flows: [{ type: 'm.login.password' }] });
  });

  it.each(['alice', 'Alice', '@alice:example.org', '@ALICE:example.org'])('knows the user as %s', async (user) => {
    const { status, body } = await logIn(auth, user);
    expect(status).toBe(200);
    expect(body).toMatchObject({ user_id: '@alice:example.org', home_server: 'example.org' });
    expect(body.device_id).toMatch(/^[A-Z0-9]{10}$/);
    expect(body.access_token).toMatch(/^chp_[0-9a-z]+_[0-9A-Za-z]+_[0-9a-z]+$/);
    expect(body).not.toHaveProperty('refresh_token');
  });

  it('takes the deprecated user beside identifier', async () => {
    expect((await login({ type: 'm.login.password', user: 'alice', password: PASSWORD })).status).toBe(200);
  });

  it.each([
    ['a wrong password', { identifier: { type: 'm.id.user', user: 'alice' }, password: 'wrong' }, '403 M_FORBIDDEN'],
    ['an unknown user', { identifier: { type: 'm.id.user', user: 'nobody' } }, '403 M_FORBIDDEN'],
    ['a user of another server', { identifier: { type: 'm.id.user', user: '@alice:elsewhere' } }, '403 M_FORBIDDEN'],
    ['an empty user', { identifier: { type: 'm.id.user', user: '' } }, '403 M_FORBIDDEN'],
    [
      'an unknown third-party identifier',
      { identifier: { type: 'm.id.thirdparty', address: 'a@b.c' } },
      '403 M_FORBIDDEN',
    ],
    ['a password beyond the limit', { user: 'alice', password: 'x'.repeat(513) }, '403 M_FORBIDDEN'],
    ['an unknown login type', { type: 'm.login.token', token: 'x' }, '400 M_UNKNOWN'],
    ['a login as application service', { type: 'm.login.application_service', user: 'alice' }, '403 M_FORBIDDEN'],
    ['no identifier', {}, '400 M_MISSING_PARAM'],
    ['no password', { user: 'alice', password: undefined }, '400 M_MISSING_PARAM'],
    ['a device ID with control characters', { user: 'alice', device_id: 'a\tb' }, '400 M_INVALID_PARAM'],
    [
      'a display name that is too long',
      { user: 'alice', initial_device_display_name: 'x'.repeat(256) },
      '400 M_INVALID_PARAM',
    ],
  ])('refuses %s', async (_what, body, expected) => {
    expect(await errorOf(login({ type: 'm.login.password', password: PASSWORD, ...body }))).toBe(expected);
  });

  it('reuses a device, keeps its display name and ends its older tokens', async () => {
    const first = (await logIn(auth, 'alice', { device_id: 'LAPTOP', initial_device_display_name: 'Laptop' })).body;
    expect(await whoAmI(auth, first.access_token)).toBe('200');
    const second = (await logIn(auth, 'alice', { device_id: 'LAPTOP', initial_device_display_name: 'Other' })).body;
    expect(await whoAmI(auth, first.access_token)).toBe('401 M_UNKNOWN_TOKEN');
    expect(await whoAmI(auth, second.access_token)).toBe('200');
    const device = await auth.ask({ method: 'GET', path: '/v3/devices/LAPTOP', token: second.access_token });
    expect(device.body).toMatchObject({ device_id: 'LAPTOP', display_name: 'Laptop' });
  });

  it('counts wrong passwords of all addresses of an IPv6 network together', async () => {
    await registerUser(auth, 'sixfold', { inhibit_login: true });
    const guess = async (host: number) => {
      const body = { type: 'm.login.password', user: 'sixfold', password: 'wrong' };
      const remoteAddress = `2001:db8:1:2::${host.toString(16)}`;
      return (await auth.ask({ method: 'POST', path: '/v3/login', body, remoteAddress })).body.errcode as string;
    };
    const refusals = new Set<string>();
    for (let host = 1; host <= 11; host++) refusals.add(await guess(host));
    expect([...refusals]).toEqual(['M_FORBIDDEN', 'M_LIMIT_EXCEEDED']);
  });

  it('leaves one pair of tokens when many logins on one device race', async () => {
    await registerUser(auth, 'racer', { inhibit_login: true });
    const answers = await Promise.all(Array.from({ length: 6 }, () => logIn(auth, 'racer', { device_id: 'ONE' })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const results = await Promise.all(answers.map(({ body }) => whoAmI(auth, body.access_token)));
    expect(results.filter((result) => result === '200')).toHaveLength(1);
  });

  it('limits wrong passwords for one account and address, and nobody else', async () => {
    await registerUser(auth, 'target');
    for (let attempt = 0; attempt < 10; attempt++) {
      expect(await errorOf(logIn(auth, attempt % 2 ? 'target' : '@TARGET:example.org', { password: 'wrong' }))).toBe(
        '403 M_FORBIDDEN',
      );
    }
    expect(await errorOf(logIn(auth, 'target'))).toBe('429 M_LIMIT_EXCEEDED');
    expect((await logIn(auth, 'alice')).status).toBe(200);
    expect(
      (
        await auth.ask({
          method: 'POST',
          path: '/v3/login',
          body: { type: 'm.login.password', user: 'Target', password: PASSWORD },
        })
      ).body.retry_after_ms,
    ).toBeGreaterThan(0);
  });

  it('counts attempts that are under way', async () => {
    const answers = await Promise.all(Array.from({ length: 14 }, () => errorOf(logIn(auth, 'ghost'))));
    expect(answers.filter((answer) => answer === '403 M_FORBIDDEN')).toHaveLength(10);
  });

  it('gives tokens that expire to all, where the operator has it so', async () => {
    const strict = await startAuth({ flags: { 'auth.sessionLifetimeMs': '86400000' } });
    const { access_token: token, expires_in_ms: expiresInMs } = (await registerUser(strict, 'alice')).body;
    expect([expiresInMs, await whoAmI(strict, token)]).toEqual([86_400_000, '200']);
    strict.later(86_400_000);
    const answer = await strict.client.introspectToken({ accessToken: token });
    expect(answer).toMatchObject({ active: false, softLogout: true });
    await strict.stop();
  });

  it('never logs passwords or tokens', async () => {
    const { body } = await logIn(auth, 'alice');
    const log = auth.logLines.join('\n');
    expect(log).not.toContain(PASSWORD);
    expect(log).not.toContain(body.access_token);
  });
});

describe('an account made by the operator', () => {
  it('can log in and is a server administrator when that was asked', async () => {
    const users = auth.app.get(CreateUser, { strict: false });
    expect(await users.createUser({ name: 'Root', password: PASSWORD, admin: true })).toBe('@root:example.org');
    const whole = { name: '@whole:example.org', password: PASSWORD, admin: false };
    expect(await users.createUser(whole)).toBe('@whole:example.org');
    const { body } = await logIn(auth, 'root');
    const answer = await auth.client.introspectToken({ accessToken: body.access_token });
    expect(answer).toMatchObject({ active: true, userId: '@root:example.org', isAdmin: true, isGuest: false });
  });

  it('is refused with a reason when the name or the password is not acceptable', async () => {
    const users = auth.app.get(CreateUser, { strict: false });
    const attempt = (localpart: string, password: string) =>
      users.createUser({ name: localpart, password, admin: false });
    await expect(attempt('alice', PASSWORD)).rejects.toMatchObject({ errcode: 'M_USER_IN_USE' });
    await expect(attempt('@bob:other.org', PASSWORD)).rejects.toMatchObject({ errcode: 'M_INVALID_USERNAME' });
    await expect(attempt('ä', PASSWORD)).rejects.toMatchObject({ errcode: 'M_INVALID_USERNAME' });
    await expect(attempt('bob', 'x')).rejects.toMatchObject({ errcode: 'M_WEAK_PASSWORD' });
  });
});

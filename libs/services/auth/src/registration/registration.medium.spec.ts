import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CLOCK, type Clock } from '@chappe/runtime';
import { REGISTRATION_TOKEN_PAUSE_MS } from '../auth.limits.js';
import { createAuthDatabase, startAuth, type TestAuth } from '../fixtures/start-auth.js';
import { logIn, PASSWORD, registerUser, whoAmI } from '../fixtures/users.js';
import { RegistrationTokens } from '../registration-tokens/registration-tokens.js';

let auth: TestAuth;

beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const register = (body: object) => auth.ask({ method: 'POST', path: '/v3/register', body });

describe('registering an account', () => {
  it('asks for a stage first and gives a session that a second request completes', async () => {
    const body = { username: 'two_steps', password: PASSWORD };
    const challenge = await register(body);
    expect(challenge.status).toBe(401);
    expect(challenge.body).toEqual({
      session: expect.any(String),
      flows: [{ stages: ['m.login.dummy'] }],
      params: {},
    });
    const { session } = challenge.body;
    const { status, body: answer } = await register({ ...body, auth: { type: 'm.login.dummy', session } });
    expect(status).toBe(200);
    expect(answer).toMatchObject({ user_id: '@two_steps:example.org', home_server: 'example.org' });
    expect(answer.expires_in_ms).toBeUndefined();
    expect(await whoAmI(auth, answer.access_token)).toBe('200');
  });

  it('gives the flows for an empty body', async () => {
    expect((await register({})).body.flows).toEqual([{ stages: ['m.login.dummy'] }]);
  });

  it('makes capitals of the username small', async () => {
    expect((await registerUser(auth, 'Capital')).body.user_id).toBe('@capital:example.org');
    expect((await registerUser(auth, 'CAPITAL')).body.errcode).toBe('M_USER_IN_USE');
  });

  it('generates a localpart when the username is omitted', async () => {
    const { body } = await register({ password: PASSWORD, auth: { type: 'm.login.dummy' } });
    expect(body.user_id).toMatch(/^@[a-z0-9]{12}:example\.org$/);
  });

  it('returns no access token when login is inhibited', async () => {
    const { body } = await registerUser(auth, 'inhibited', { inhibit_login: true });
    expect(Object.keys(body).toSorted()).toEqual(['home_server', 'user_id']);
    expect((await logIn(auth, 'inhibited')).status).toBe(200);
  });

  it('uses the device ID and the display name that the client gives', async () => {
    const { body } = await registerUser(auth, 'device', {
      device_id: 'PHONE',
      initial_device_display_name: 'My phone',
    });
    expect(body.device_id).toBe('PHONE');
    const devices = await auth.ask({ method: 'GET', path: '/v3/devices', token: body.access_token });
    expect(devices.body.devices).toMatchObject([
      { device_id: 'PHONE', display_name: 'My phone', last_seen_ip: '127.0.0.1' },
    ]);
  });

  it.each([
    ['a username outside the grammar', { username: 'é' }, '400 M_INVALID_USERNAME'],
    ['a full user ID as username', { username: '@a:example.org' }, '400 M_INVALID_USERNAME'],
    ['a username that is too long', { username: 'a'.repeat(250) }, '400 M_INVALID_USERNAME'],
    ['an empty username', { username: '' }, '400 M_INVALID_USERNAME'],
    ['a weak password', { username: 'weak', password: 'short' }, '400 M_WEAK_PASSWORD'],
    ['a password that is too long', { username: 'long', password: 'x'.repeat(513) }, '400 M_INVALID_PARAM'],
    ['auth that is no object', { username: 'shape', auth: [] }, '400 M_BAD_JSON'],
    ['a stage type that is no string', { username: 'shape', auth: { type: 1 } }, '400 M_BAD_JSON'],
    ['an unknown stage', { username: 'shape', auth: { type: 'm.login.sso' } }, '401 M_UNRECOGNIZED'],
    ['an unknown session', { username: 'shape', auth: { session: 'nope' } }, '401 M_UNKNOWN'],
    [
      'a missing password',
      { username: 'none', password: undefined, auth: { type: 'm.login.dummy' } },
      '400 M_MISSING_PARAM',
    ],
    ['a display name that is too long', { initial_device_display_name: 'x'.repeat(256) }, '400 M_INVALID_PARAM'],
  ])('refuses %s before the account is made', async (_what, body, expected) => {
    const answer = await register({ password: PASSWORD, ...body });
    expect(`${answer.status} ${answer.body.errcode}`).toBe(expected);
  });

  it('refuses guest accounts', async () => {
    const answer = await auth.ask({ method: 'POST', path: '/v3/register?kind=guest', body: {} });
    expect(`${answer.status} ${answer.body.errcode}`).toBe('403 M_GUEST_ACCESS_FORBIDDEN');
  });

  it('says whether a username is available', async () => {
    const available = (name: string) => auth.ask({ method: 'GET', path: `/v3/register/available?username=${name}` });
    expect((await available('nobody')).body).toEqual({ available: true });
    await registerUser(auth, 'somebody');
    expect((await available('Somebody')).body.errcode).toBe('M_USER_IN_USE');
    expect((await available('%24')).body.errcode).toBe('M_INVALID_USERNAME');
  });

  it('lets one of many simultaneous registrations of a username win', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => registerUser(auth, 'race')));
    const outcomes = answers.map(({ status, body }) => String(status === 200 ? 'ok' : body.errcode)).toSorted();
    expect(outcomes).toEqual([...Array.from({ length: 7 }, () => 'M_USER_IN_USE'), 'ok']);
  });

  it('goes on with a session whose stage was completed before the registration failed', async () => {
    const { body } = await register({ username: 'resumed', auth: { type: 'm.login.dummy' } });
    expect(body.errcode).toBe('M_MISSING_PARAM');
    const challenge = await register({ username: 'resumed' });
    const { session } = challenge.body;
    const incomplete = await register({ username: 'resumed', auth: { type: 'm.login.dummy', session } });
    expect(incomplete.body.errcode).toBe('M_MISSING_PARAM');
    // The stage is not asked for again: neither with the session alone nor with the stage repeated.
    const answer = await register({ username: 'resumed', password: PASSWORD, auth: { session } });
    expect(answer.body.user_id).toBe('@resumed:example.org');
    const again = await register({ username: 'resumed2', password: PASSWORD, auth: { session } });
    expect([again.status, again.body.errcode]).toEqual([401, 'M_UNKNOWN']);
  });

  it('takes the parameters of the first request where a later one has none', async () => {
    const first = { username: 'standing', password: PASSWORD, device_id: 'FIRST', initial_device_display_name: 'One' };
    const { session } = (await register(first)).body;
    const { status, body } = await register({ auth: { type: 'm.login.dummy', session } });
    expect([status, body.user_id, body.device_id]).toEqual([200, '@standing:example.org', 'FIRST']);
    expect((await logIn(auth, 'standing')).status).toBe(200);
  });

  it('lets a later request change parameters until the account is made', async () => {
    const { session } = (await register({ username: 'taken_soon', password: PASSWORD })).body;
    await registerUser(auth, 'taken_soon');
    const stage = { type: 'm.login.dummy', session };
    expect((await register({ auth: stage })).body.errcode).toBe('M_USER_IN_USE');
    expect((await register({ username: 'free_still', auth: stage })).body.user_id).toBe('@free_still:example.org');
  });

  it('gives the account again to the same request, whose answer was lost, and to no other', async () => {
    const first = { username: 'repeated', password: PASSWORD };
    const { session } = (await register(first)).body;
    const request = { ...first, auth: { type: 'm.login.dummy', session } };
    const made = (await register(request)).body;
    const again = (await register(request)).body;
    expect([again.user_id, again.device_id]).toEqual([made.user_id, made.device_id]);
    expect([await whoAmI(auth, made.access_token), await whoAmI(auth, again.access_token)]).toEqual([
      '401 M_UNKNOWN_TOKEN',
      '200',
    ]);
    expect((await register({ ...request, password: 'another password' })).body.errcode).toBe('M_UNKNOWN');
    expect((await registerUser(auth, 'repeated')).body.errcode).toBe('M_USER_IN_USE');
    auth.later(15 * 60_000 + 1);
    expect((await register(request)).body.errcode).toBe('M_USER_IN_USE');
  });

  it('makes one account of the same request at the same time', async () => {
    const { session } = (await register({ password: PASSWORD })).body;
    const request = { auth: { type: 'm.login.dummy', session } };
    const answers = await Promise.all([1, 2, 3, 4].map(() => register(request)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.user_id}`)).size).toBe(1);
  });

  it('gives the account to nobody when its password was changed since', async () => {
    const first = { username: 'changed', password: PASSWORD };
    const { session } = (await register(first)).body;
    const request = { ...first, auth: { type: 'm.login.dummy', session } };
    const token = (await register(request)).body.access_token;
    const stage = { type: 'm.login.password', user: 'changed', password: PASSWORD };
    const body = { new_password: 'another long password', auth: stage };
    expect((await auth.ask({ method: 'POST', path: '/v3/account/password', token, body })).status).toBe(200);
    expect((await register(request)).body.errcode).toBe('M_USER_IN_USE');
  });

  it('goes on without a session when an address has opened many', async () => {
    const flags = { 'http.rateLimits.enabled': 'true', 'http.rateLimits.register': '2' };
    const limited = await startAuth({ flags });
    const ask = (body: object) => limited.ask({ method: 'POST', path: '/v3/register', body });
    const challenges = [await ask({}), await ask({}), await ask({})];
    expect(challenges.map(({ status, body }) => [status, typeof body.session])).toEqual([
      [401, 'string'],
      [401, 'string'],
      [401, 'undefined'],
    ]);
    expect((await registerUser(limited, 'one')).status).toBe(200);
    expect((await registerUser(limited, 'two')).status).toBe(200);
    expect((await registerUser(limited, 'three')).body.errcode).toBe('M_LIMIT_EXCEEDED');
    await limited.stop();
  });

  it('forgets sessions after their lifetime', async () => {
    const { session } = (await register({ username: 'late' })).body;
    auth.later(15 * 60_000 + 1);
    const answer = await register({ username: 'late', password: PASSWORD, auth: { type: 'm.login.dummy', session } });
    expect([answer.status, answer.body.errcode]).toEqual([401, 'M_UNKNOWN']);
    expect(answer.body.session).not.toBe(session);
  });
});

describe('registration with a token', () => {
  let tokenAuth: TestAuth;
  beforeAll(async () => {
    tokenAuth = await startAuth({ registration: 'token' });
  });
  afterAll(() => tokenAuth.stop());

  const withToken = (username: string, token: unknown) =>
    tokenAuth.ask({
      method: 'POST',
      path: '/v3/register',
      body: { username, password: PASSWORD, auth: { type: 'm.login.registration_token', token } },
    });
  const validity = async (token: string) => {
    const path = `/v1/register/m.login.registration_token/validity?token=${token}`;
    return (await tokenAuth.ask({ method: 'GET', path })).body.valid;
  };

  it('refuses those who have no token, and the dummy stage', async () => {
    const none = await withToken('alice', undefined);
    expect([none.status, none.body.errcode]).toEqual([401, 'M_FORBIDDEN']);
    expect(none.body.flows).toEqual([{ stages: ['m.login.registration_token'] }]);
    expect((await withToken('alice', 'wrong')).body.errcode).toBe('M_FORBIDDEN');
    expect((await registerUser(tokenAuth, 'alice')).body.errcode).toBe('M_UNRECOGNIZED');
  });

  it('makes as many accounts as the token allows, also at the same time', async () => {
    const tokens = tokenAuth.app.get(RegistrationTokens, { strict: false });
    const token = await tokens.create({ usesAllowed: 2 });
    expect(await validity(token)).toBe(true);
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => withToken(name, token)));
    const outcomes = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(outcomes.filter((status) => status === 200)).toHaveLength(2);
    expect(outcomes.slice(2).every((status) => status === 401 || status === 403)).toBe(true);
    expect(await validity(token)).toBe(false);
    expect((await withToken('e', token)).status).toBe(401);
  });

  it('makes one token of two that are made at the same time with the same text', async () => {
    const tokens = tokenAuth.app.get(RegistrationTokens, { strict: false });
    const made = await Promise.allSettled([1, 2].map(() => tokens.create({ token: 'twins', usesAllowed: 1 })));
    expect(made.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const answers = await Promise.all(['twin1', 'twin2'].map((name) => withToken(name, 'twins')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('makes any number of accounts with a token that says nothing of them', async () => {
    const token = await tokenAuth.app.get(RegistrationTokens, { strict: false }).create();
    const answers = await Promise.all(['any1', 'any2', 'any3'].map((name) => withToken(name, token)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await validity(token)).toBe(true);
  });

  it('checks tokens slowly after wrong ones from the same address, and refuses no valid one', async () => {
    const token = await tokenAuth.app.get(RegistrationTokens, { strict: false }).create();
    for (let n = 0; n < 6; n++) {
      expect((await withToken('guesser', `wrong${n}`)).status).toBe(401);
      expect(await validity(`wrong${n}`)).toBe(false);
    }
    const sleep = vi.spyOn(tokenAuth.app.get<Clock>(CLOCK), 'sleep');
    expect([await validity(token), (await withToken('honest', token)).status]).toEqual([true, 200]);
    expect(sleep.mock.calls).toEqual([[REGISTRATION_TOKEN_PAUSE_MS], [REGISTRATION_TOKEN_PAUSE_MS]]);
    sleep.mockRestore();
  });

  it('does not take a token that has expired', async () => {
    const tokens = tokenAuth.app.get(RegistrationTokens, { strict: false });
    const token = await tokens.create({ token: 'short-lived', expiresAtMs: 1 });
    expect(await validity(token)).toBe(false);
    await expect(tokens.create({ token: 'short-lived' })).rejects.toThrow('already');
    await expect(tokens.create({ token: 'not opaque' })).rejects.toThrow('64 characters');
  });
});

describe('closed registration', () => {
  it('refuses to register and to check tokens', async () => {
    const database = await createAuthDatabase();
    const closed = await startAuth({ registration: 'closed', database });
    expect(await closed.client.getRegistration({})).toEqual({ registration: 'closed' });
    expect(await auth.client.getRegistration({})).toEqual({ registration: 'open' });
    const answer = await registerUser(closed, 'alice');
    expect(`${answer.status} ${answer.body.errcode}`).toBe('403 M_FORBIDDEN');
    const path = '/v1/register/m.login.registration_token/validity?token=x';
    expect((await closed.ask({ method: 'GET', path })).status).toBe(403);
    await closed.stop();
    await database.drop();
  });

  it('tells whether a name is free only who has a token, where the operator has it so', async () => {
    const flags = { 'http.userLookup': 'token' };
    const database = await createAuthDatabase();
    const open = await startAuth({ database, flags });
    const token = (await registerUser(open, 'alice')).body.access_token;
    const closed = await startAuth({ registration: 'closed', database, flags });
    const ask = async (at: TestAuth, username: string, as?: string): Promise<string> => {
      const path = `/v3/register/available?username=${username}`;
      const { status, body } = await at.ask({ method: 'GET', path, ...(as !== undefined && { token: as }) });
      return `${status} ${body.errcode ?? 'ok'}`;
    };
    expect([await ask(closed, 'alice'), await ask(closed, 'bob')]).toEqual([
      '401 M_MISSING_TOKEN',
      '401 M_MISSING_TOKEN',
    ]);
    expect([await ask(closed, 'alice', 'x'), await ask(closed, 'alice', token)]).toEqual([
      '401 M_UNKNOWN_TOKEN',
      '400 M_USER_IN_USE',
    ]);
    expect([await ask(open, 'alice'), await ask(open, 'bob')]).toEqual(['400 M_USER_IN_USE', '200 ok']);
    await Promise.all([open.stop(), closed.stop()]);
    await database.drop();
  });
});

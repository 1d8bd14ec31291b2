import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthDatabase, startAuth, type TestAuth } from '../fixtures/start-auth.js';
import { logIn, PASSWORD, registerUser } from '../fixtures/users.js';

const HOME = '198.51.100.1';
const ELSEWHERE = '203.0.113.9';

let database: Awaited<ReturnType<typeof createAuthDatabase>>;
let one: TestAuth;
let other: TestAuth;

beforeAll(async () => {
  database = await createAuthDatabase();
  [one, other] = await Promise.all([startAuth({ database }), startAuth({ database })]);
});
afterAll(async () => {
  await Promise.all([one?.stop(), other?.stop()]);
  await database.drop();
});

/** Status of a login with this password from an address. */
const loginWith =
  (password: string) =>
  async (user: string, remoteAddress: string, auth = one): Promise<number> => {
    const body = { type: 'm.login.password', user, password };
    return (await auth.ask({ method: 'POST', path: '/v3/login', body, remoteAddress })).status;
  };
const wrong = loginWith('wrong');
const right = loginWith(PASSWORD);

async function repeat(times: number, attempt: (number: number) => Promise<number>): Promise<number[]> {
  const statuses: number[] = [];
  for (let number = 0; number < times; number++) statuses.push(await attempt(number));
  return statuses;
}

/** Wrong passwords from ever new addresses, five from each. */
const guessFromEverywhere = (user: string, times: number): Promise<number[]> =>
  repeat(times, (number) => wrong(user, `203.0.${100 + Math.floor(number / 5)}.1`, number % 2 ? one : other));

describe('wrong passwords', () => {
  it('are counted by all replicas together until their window ends', async () => {
    await registerUser(one, 'shared', { inhibit_login: true });
    expect(new Set(await repeat(5, () => wrong('shared', ELSEWHERE)))).toEqual(new Set([403]));
    expect(new Set(await repeat(5, () => wrong('shared', ELSEWHERE, other)))).toEqual(new Set([403]));
    expect([await right('shared', ELSEWHERE), await right('shared', ELSEWHERE, other)]).toEqual([429, 429]);
    other.later(5 * 60_000 + 1);
    expect(await right('shared', ELSEWHERE, other)).toBe(200);
  });

  it('from one address do not keep the user out elsewhere, nor other users out there', async () => {
    await registerUser(one, 'busy', { inhibit_login: true });
    await registerUser(one, 'neighbour', { inhibit_login: true });
    await repeat(10, () => wrong('busy', ELSEWHERE));
    expect([await right('busy', ELSEWHERE), await right('busy', HOME), await right('neighbour', ELSEWHERE)]).toEqual([
      429, 200, 200,
    ]);
  });

  it('count for an account over all addresses at which it is not known, and keep it out of no other', async () => {
    await registerUser(one, 'wanted', { inhibit_login: true });
    expect(await right('wanted', HOME)).toBe(200);
    const statuses = await guessFromEverywhere('wanted', 102);
    expect([statuses.slice(0, 100).every((status) => status === 403), statuses.slice(100)]).toEqual([true, [429, 429]]);
    expect([
      await right('wanted', '192.0.2.77'),
      await right('wanted', HOME),
      await right('wanted', HOME, other),
    ]).toEqual([429, 200, 200]);
    // Who is known has a limit of their own there.
    expect(await repeat(11, () => wrong('wanted', HOME))).toEqual([...Array.from({ length: 10 }, () => 403), 429]);
  });

  it('are counted alike for a name that nobody has', async () => {
    const statuses = await guessFromEverywhere('nobody_at_all', 101);
    expect([statuses[99], statuses[100]]).toEqual([403, 429]);
  });
});

describe('right passwords', () => {
  it('never count, however many come at the same time', async () => {
    await registerUser(one, 'many', { inhibit_login: true });
    const statuses = await Promise.all(Array.from({ length: 40 }, () => right('many', ELSEWHERE)));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('cannot be told from wrong ones by an answer whose failure was not counted', async () => {
    await registerUser(one, 'unlucky', { inhibit_login: true });
    await database.postgres.query({ text: 'ALTER TABLE auth.failed_guesses RENAME TO hidden' });
    expect(await wrong('unlucky', ELSEWHERE)).toBe(500);
    await database.postgres.query({ text: 'ALTER TABLE auth.hidden RENAME TO failed_guesses' });
    expect(await repeat(10, () => wrong('unlucky', ELSEWHERE))).toEqual(Array.from({ length: 10 }, () => 403));
  });
});

describe('an address at which an account is known', () => {
  const addressesOf = async (user: string): Promise<string[]> => {
    const rows = await database.postgres.query<{ address: string }>({
      text: 'SELECT address FROM auth.known_addresses WHERE user_id = $1 ORDER BY address',
      values: [`@${user}:example.org`],
    });
    return rows.map(({ address }) => address);
  };

  it('is one where it logged in or refreshed; of IPv6 the network', async () => {
    await registerUser(one, 'roaming', { inhibit_login: true });
    await right('roaming', '2001:db8:1:2::7');
    await right('roaming', '::ffff:198.51.100.1');
    const body = { refresh_token: (await logIn(one, 'roaming', { refresh_token: true })).body.refresh_token };
    await one.ask({ method: 'POST', path: '/v3/refresh', body, remoteAddress: ELSEWHERE });
    await wrong('roaming', '192.0.2.50');
    expect(await addressesOf('roaming')).toEqual(['127.0.0.1', HOME, '2001:db8:1:2', ELSEWHERE]);
  });

  it('is forgotten when it was not used for long, when there are many, and with the account', async () => {
    await registerUser(one, 'collector', { inhibit_login: true });
    await database.postgres.query({
      text: `INSERT INTO auth.known_addresses SELECT partition, user_id, 'old' || n, n
             FROM auth.accounts, generate_series(1, 60) AS n WHERE user_id = '@collector:example.org'`,
    });
    await right('collector', HOME);
    expect(await addressesOf('collector')).toEqual([HOME]);
    const now = Date.now();
    await database.postgres.query({
      text: `INSERT INTO auth.known_addresses SELECT partition, user_id, 'new' || n, ${now} + n
             FROM auth.accounts, generate_series(1, 60) AS n WHERE user_id = '@collector:example.org'`,
    });
    await right('collector', ELSEWHERE);
    expect(await addressesOf('collector')).toHaveLength(50);
    const token = (await logIn(one, 'collector')).body.access_token;
    const auth = { type: 'm.login.password', user: 'collector', password: PASSWORD };
    await one.ask({ method: 'POST', path: '/v3/account/deactivate', token, body: { auth } });
    expect(await addressesOf('collector')).toEqual([]);
  });
});

describe('honest users behind a flooded address', () => {
  it('log in, refresh and register', async () => {
    const flags = {
      'http.rateLimits.enabled': 'true',
      'http.rateLimits.login': '20',
      'http.rateLimits.unknownTokens': '20',
    };
    const auth = await startAuth({ database, flags });
    await registerUser(auth, 'honest', { inhibit_login: true });
    await registerUser(auth, 'newcomer', { inhibit_login: true });
    const session = (await logIn(auth, 'honest', { refresh_token: true })).body;
    const ask = (path: string, body: object) => auth.ask({ method: 'POST', path, body });
    const flood = Array.from({ length: 30 }, (_, number) => [
      ask('/v3/login', {}),
      ask('/v3/refresh', { refresh_token: 'wrong' }),
      wrong(`guess${number}`, '127.0.0.1', auth),
    ]);
    await Promise.all(flood.flat());
    const more = Array.from({ length: 10 }, (_, number) => wrong(`more${number}`, '127.0.0.1', auth));
    expect(await right('honest', '127.0.0.1', auth)).toBe(200);
    expect((await ask('/v3/refresh', { refresh_token: session.refresh_token })).status).toBe(200);
    expect(await right('newcomer', '127.0.0.1', auth)).toBe(200);
    expect((await registerUser(auth, 'another')).status).toBe(200);
    await Promise.all(more);
    await auth.stop();
  });
});

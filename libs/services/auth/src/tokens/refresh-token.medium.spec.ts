import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAuth, type TestAuth } from '../fixtures/start-auth.js';
import { userLogOf } from '../fixtures/user-log.js';
import { logIn, registerUser, whoAmI } from '../fixtures/users.js';

const LIFETIME_MS = 3_600_000;

let auth: TestAuth;
let users = 0;

beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

interface Pair {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly user_id: string;
}

async function newPair(): Promise<Pair> {
  const { body } = await registerUser(auth, `user${users++}`, { refresh_token: true, device_id: 'PHONE' });
  return body;
}

async function refresh(token: string) {
  return auth.ask({ method: 'POST', path: '/v3/refresh', body: { refresh_token: token } });
}

async function refreshError(token: string): Promise<string> {
  const { status, body } = await refresh(token);
  return `${status} ${body.errcode}${body.soft_logout === true ? ' soft' : ''}`;
}

describe('refreshing access tokens', () => {
  it('gives a pair and a lifetime at login only to clients that ask for it', async () => {
    const { body } = await registerUser(auth, 'asker', { refresh_token: true });
    expect(body).toMatchObject({ expires_in_ms: LIFETIME_MS, refresh_token: expect.stringMatching(/^chr_/) });
    expect((await logIn(auth, 'asker')).body).not.toHaveProperty('expires_in_ms');
    expect((await logIn(auth, 'asker', { refresh_token: true })).body.expires_in_ms).toBe(LIFETIME_MS);
  });

  it('keeps the old pair valid until the new one is first used', async () => {
    const old = await newPair();
    const { status, body } = await refresh(old.refresh_token);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^chp_/),
      refresh_token: expect.stringMatching(/^chr_/),
      expires_in_ms: LIFETIME_MS,
    });
    expect(await whoAmI(auth, old.access_token)).toBe('200');
    expect((await refresh(old.refresh_token)).body).toEqual(body);
    expect(await whoAmI(auth, body.access_token)).toBe('200');
    expect(await whoAmI(auth, old.access_token)).toBe('401 M_UNKNOWN_TOKEN soft');
    expect(await refreshError(old.refresh_token)).toBe('401 M_UNKNOWN_TOKEN soft');
    expect(await whoAmI(auth, body.access_token)).toBe('200');
  });

  it('ends the old pair when the new refresh token is used first', async () => {
    const old = await newPair();
    const second = (await refresh(old.refresh_token)).body;
    const third = (await refresh(second.refresh_token)).body;
    expect(await refreshError(old.refresh_token)).toBe('401 M_UNKNOWN_TOKEN soft');
    expect(await whoAmI(auth, old.access_token)).toBe('401 M_UNKNOWN_TOKEN soft');
    expect(await whoAmI(auth, second.access_token)).toBe('200');
    expect(await whoAmI(auth, third.access_token)).toBe('200');
    expect(await whoAmI(auth, second.access_token)).toBe('401 M_UNKNOWN_TOKEN soft');
  });

  it('gives all of many simultaneous refreshes the same pair, so that none logs the client out', async () => {
    const old = await newPair();
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(old.refresh_token)));
    const pairs = new Set(answers.map(({ status, body }) => `${status} ${body.access_token} ${body.refresh_token}`));
    expect(pairs.size).toBe(1);
    const uses = await Promise.all(answers.map(({ body }) => whoAmI(auth, body.access_token)));
    expect(new Set(uses)).toEqual(new Set(['200']));
    expect((await refresh(answers[0]?.body.refresh_token)).status).toBe(200);
  });

  it('survives refreshes that race with the first use', async () => {
    const old = await newPair();
    const { body } = await refresh(old.refresh_token);
    const [use, ...refreshes] = await Promise.all([
      whoAmI(auth, body.access_token),
      refreshError(old.refresh_token),
      refreshError(old.refresh_token),
    ]);
    expect(use).toBe('200');
    for (const answer of refreshes) expect(['200 undefined', '401 M_UNKNOWN_TOKEN soft']).toContain(answer);
    expect(await whoAmI(auth, body.access_token)).toBe('200');
    expect((await refresh(body.refresh_token)).status).toBe(200);
  });

  it('answers an expired access token with soft_logout and lets the client refresh', async () => {
    const old = await newPair();
    auth.later(LIFETIME_MS);
    expect(await whoAmI(auth, old.access_token)).toBe('401 M_UNKNOWN_TOKEN soft');
    const { body } = await refresh(old.refresh_token);
    expect(await whoAmI(auth, body.access_token)).toBe('200');
  });

  it('lets a pair that was never used live its full time again when the refresh is repeated', async () => {
    const old = await newPair();
    const first = (await refresh(old.refresh_token)).body;
    auth.later(LIFETIME_MS);
    const repeated = (await refresh(old.refresh_token)).body;
    expect(repeated.access_token).toBe(first.access_token);
    expect(await whoAmI(auth, repeated.access_token)).toBe('200');
  });

  it('refuses unknown tokens, access tokens and tokens of devices that are gone', async () => {
    const old = await newPair();
    for (const token of [
      '',
      'nonsense',
      old.access_token,
      `${old.refresh_token}x`,
      'chr_zzzz_aaaaaaaaaaaaaaaa_0000000',
      '\u0000',
    ]) {
      expect((await refresh(token)).status).toBeGreaterThanOrEqual(400);
      expect((await refresh(token)).status).toBeLessThan(500);
    }
    expect(await whoAmI(auth, old.refresh_token)).toBe('401 M_UNKNOWN_TOKEN');
    await auth.ask({ method: 'POST', path: '/v3/logout', token: old.access_token });
    expect(await refreshError(old.refresh_token)).toBe('401 M_UNKNOWN_TOKEN');
  });

  it('ends both pairs at a login on the same device', async () => {
    const old = await newPair();
    const { body } = await refresh(old.refresh_token);
    await logIn(auth, old.user_id, { device_id: 'PHONE' });
    expect(await refreshError(old.refresh_token)).toBe('401 M_UNKNOWN_TOKEN');
    expect(await refreshError(body.refresh_token)).toBe('401 M_UNKNOWN_TOKEN');
    expect(await whoAmI(auth, body.access_token)).toBe('401 M_UNKNOWN_TOKEN');
  });

  it('tells the user log once that the old tokens have ended', async () => {
    const old = await newPair();
    const { body } = await refresh(old.refresh_token);
    expect(await userLogOf(auth, old.user_id)).toEqual(['device PHONE ADDED']);
    await Promise.all([whoAmI(auth, body.access_token), whoAmI(auth, body.access_token)]);
    expect(await userLogOf(auth, old.user_id)).toEqual(['device PHONE ADDED', 'session PHONE']);
  });

  it('forgets replaced tokens after a while and keeps the rows of a device few', async () => {
    let pair: Pair = await newPair();
    const { user_id: userId } = pair;
    for (let round = 0; round < 6; round++) {
      pair = (await refresh(pair.refresh_token)).body;
      expect(await whoAmI(auth, pair.access_token)).toBe('200');
      auth.later(LIFETIME_MS);
    }
    const count = async (table: string) =>
      (await auth.postgres.query({ text: `SELECT 1 FROM auth.${table} WHERE user_id = $1`, values: [userId] })).length;
    expect(await count('access_tokens')).toBeLessThanOrEqual(3);
    expect(await count('refresh_tokens')).toBeLessThanOrEqual(3);
  });

  it('stores no token', async () => {
    const old = await newPair();
    await refresh(old.refresh_token);
    for (const table of ['access_tokens', 'refresh_tokens']) {
      const rows = await auth.postgres.query<{ row: string }>({
        text: `SELECT t::text AS row FROM auth.${table} AS t`,
      });
      const text = rows.map(({ row }) => row).join();
      expect(text).toContain(old.user_id);
      for (const token of [old.access_token, old.refresh_token]) {
        const secret = token.split('_')[2] ?? token;
        expect(text).not.toContain(secret);
        expect(text).not.toContain(Buffer.from(secret).toString('hex'));
      }
    }
  });
});

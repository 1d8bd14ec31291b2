import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthDatabase, startAuth, type TestAuth } from './fixtures/start-auth.js';
import { logIn, PASSWORD, registerUser } from './fixtures/users.js';
import { RegistrationTokens } from './registration-tokens/registration-tokens.js';

type Line = Readonly<Record<string, unknown>>;

let database: Awaited<ReturnType<typeof createAuthDatabase>>;
let auth: TestAuth;
/** Every secret that a client sends or gets. */
const canaries = new Set<string>([PASSWORD]);

beforeAll(async () => {
  database = await createAuthDatabase();
  auth = await startAuth({ database });
});
afterAll(async () => {
  await auth?.stop();
  await database.drop();
});

/** The audit lines that something writes, without their time. */
async function auditOf(work: () => Promise<unknown>, of = auth): Promise<Line[]> {
  const before = of.logLines.length;
  await work();
  const lines = of.logLines.slice(before).map((line) => JSON.parse(line) as Line);
  return lines.filter(({ part }) => part === 'audit').map(withoutCommon);
}

/** What every line of the log has. */
const COMMON = new Set(['level', 'time', 'msg', 'part', 'pid', 'hostname']);
const withoutCommon = (line: Line): Line =>
  Object.fromEntries(Object.entries(line).filter(([key]) => !COMMON.has(key)));

const post = async (path: string, token: string, body?: object) => {
  const answer = await auth.ask({ method: 'POST', path, token, body });
  for (const key of ['access_token', 'refresh_token', 'session']) {
    if (typeof answer.body[key] === 'string') canaries.add(answer.body[key]);
  }
  return answer;
};
const passwordOf = (user: string, password = PASSWORD) => ({ auth: { type: 'm.login.password', user, password } });
const LOOPBACK = '127.0.0.1';

describe('an audit line', () => {
  it('is written for a registration, and each way in which a login ends', async () => {
    const named = { address: LOOPBACK, event: 'login', how: 'm.login.password' };
    expect(await auditOf(() => registerUser(auth, 'alice', { device_id: 'ONE' }))).toEqual([
      {
        event: 'interactive authentication',
        verdict: 'ok',
        address: LOOPBACK,
        how: 'm.login.dummy',
        what: 'POST /register',
      },
      { event: 'registration', verdict: 'ok', user: '@alice:example.org', device: 'ONE', address: LOOPBACK },
    ]);
    const user = '@alice:example.org';
    expect(await auditOf(() => logIn(auth, 'alice', { device_id: 'TWO' }))).toEqual([
      { ...named, verdict: 'ok', user, device: 'TWO' },
    ]);
    canaries.add('wrong canary');
    const wrong = () => logIn(auth, 'Alice', { password: 'wrong canary' });
    expect(await auditOf(wrong)).toEqual([{ ...named, verdict: 'refused', user, errcode: 'M_FORBIDDEN' }]);
    // People type passwords into the field for their name.
    canaries.add('my-password-as-name');
    expect(await auditOf(() => logIn(auth, 'my-password-as-name'))).toEqual([
      { ...named, verdict: 'refused', errcode: 'M_FORBIDDEN' },
    ]);
    for (let n = 0; n < 9; n++) await wrong();
    expect(await auditOf(wrong)).toEqual([{ ...named, verdict: 'limited', user, errcode: 'M_LIMIT_EXCEEDED' }]);
  });

  it('is written for the end of sessions, devices, passwords and accounts', async () => {
    const user = '@bob:example.org';
    const mine = { user, device: 'MINE', address: LOOPBACK };
    const token = (await registerUser(auth, 'bob', { device_id: 'MINE' })).body.access_token as string;
    canaries.add(token);
    const other = (await logIn(auth, 'bob', { device_id: 'OTHER' })).body.access_token as string;
    canaries.add(other);
    expect(await auditOf(() => post('/v3/logout', other))).toEqual([
      { event: 'logout', verdict: 'ok', user, device: 'OTHER', devices: ['OTHER'], address: LOOPBACK },
    ]);
    await logIn(auth, 'bob', { device_id: 'THIRD' });
    const stage = { event: 'interactive authentication', how: 'm.login.password', user, address: LOOPBACK };
    const devices = { devices: ['THIRD', 'GONE'] };
    expect(await auditOf(() => post('/v3/delete_devices', token, devices))).toEqual([]);
    expect(
      await auditOf(() => post('/v3/delete_devices', token, { ...devices, ...passwordOf('bob', 'wrong canary') })),
    ).toEqual([{ ...stage, what: 'POST /delete_devices', verdict: 'refused' }]);
    expect(await auditOf(() => post('/v3/delete_devices', token, { ...devices, ...passwordOf('bob') }))).toEqual([
      { ...stage, what: 'POST /delete_devices', verdict: 'ok' },
      { event: 'devices deleted', verdict: 'ok', ...mine, devices: ['THIRD'] },
    ]);
    canaries.add('another long canary');
    const change = { new_password: 'another long canary', ...passwordOf('bob') };
    expect(await auditOf(() => post('/v3/account/password', token, change))).toEqual([
      { ...stage, what: 'POST /account/password', verdict: 'ok' },
      { event: 'password changed', verdict: 'ok', ...mine },
    ]);
    const end = passwordOf('bob', 'another long canary');
    expect(await auditOf(() => post('/v3/account/deactivate', token, end))).toEqual([
      { ...stage, what: 'POST /account/deactivate', verdict: 'ok' },
      { event: 'account deactivated', verdict: 'ok', ...mine },
    ]);
    const again = (await registerUser(auth, 'carol', { device_id: 'A' })).body.access_token as string;
    canaries.add(again);
    expect(await auditOf(() => post('/v3/logout/all', again))).toEqual([
      { event: 'logout', verdict: 'ok', user: '@carol:example.org', device: 'A', devices: ['A'], address: LOOPBACK },
    ]);
  });

  it('is written whatever the level of the log, and of no other', async () => {
    const token = await auth.app.get(RegistrationTokens, { strict: false }).create();
    canaries.add(token);
    const body = { username: 'dave', password: PASSWORD, auth: { type: 'm.login.registration_token', token } };
    const quiet = await startAuth({ database, registration: 'token', logLevel: 'error' });
    const lines = await auditOf(() => quiet.ask({ method: 'POST', path: '/v3/register', body }), quiet);
    expect(lines.map(({ event, how }) => [event, how])).toEqual([
      ['interactive authentication', 'm.login.registration_token'],
      ['registration', undefined],
    ]);
    expect(quiet.logLines).toHaveLength(2);
    for (const canary of canaries) expect(quiet.logLines.join('\n')).not.toContain(canary);
    await quiet.stop();
  });

  it('holds no password, token or session', () => {
    const log = auth.logLines.join('\n');
    expect(canaries.size).toBeGreaterThan(8);
    for (const canary of canaries) expect(log).not.toContain(canary);
  });
});

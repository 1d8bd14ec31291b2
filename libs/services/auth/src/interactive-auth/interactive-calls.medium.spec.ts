import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAuth, type TestAuth } from '../fixtures/start-auth.js';
import { logIn, PASSWORD, passwordAuth, registerUser } from '../fixtures/users.js';

let auth: TestAuth;
let users = 0;
let name: string;
let token: string;

beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());
beforeEach(async () => {
  name = `user${users++}`;
  token = (await registerUser(auth, name, { device_id: 'MINE' })).body.access_token;
  await logIn(auth, name, { device_id: 'OTHER' });
});

/** An operation with user-interactive authentication, two bodies of it, and what shows that it took place. */
interface Operation {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly body: object;
  /** Undefined where nothing but the path says what is asked for. */
  readonly otherBody?: object;
  /** Undoes the effect as a user would, so that a second effect of the same call would show. */
  readonly undo?: () => Promise<unknown>;
}

const NEW_PASSWORD = 'a new long password';

const setPassword = async (from: string, to: string): Promise<void> => {
  const body = {
    new_password: to,
    logout_devices: false,
    auth: { type: 'm.login.password', user: name, password: from },
  };
  expect((await auth.ask({ method: 'POST', path: '/v3/account/password', token, body })).status).toBe(200);
};

const OPERATIONS: readonly Operation[] = [
  {
    method: 'POST',
    path: '/v3/account/password',
    body: { new_password: NEW_PASSWORD, logout_devices: false },
    otherBody: { new_password: 'of somebody else', logout_devices: false },
    undo: () => setPassword(NEW_PASSWORD, PASSWORD),
  },
  { method: 'POST', path: '/v3/account/deactivate', body: { erase: false }, otherBody: { erase: true } },
  { method: 'DELETE', path: '/v3/devices/OTHER', body: {}, undo: () => logIn(auth, name, { device_id: 'OTHER' }) },
  {
    method: 'POST',
    path: '/v3/delete_devices',
    body: { devices: ['OTHER'] },
    otherBody: { devices: ['MINE'] },
    undo: () => logIn(auth, name, { device_id: 'OTHER' }),
  },
];

const ask = (operation: Operation, body: object, as: string | undefined = token) =>
  auth.ask({ method: operation.method, path: operation.path, ...(as !== '' && { token: as }), body });

/** Everything of the user that an operation changes. */
async function stateOf(): Promise<object[]> {
  return auth.postgres.query({
    text: `SELECT user_id, password_hash, deactivated_at_ms IS NULL AS active, erased,
             ARRAY(SELECT device_id FROM auth.devices AS d WHERE d.user_id = a.user_id ORDER BY 1) AS devices
           FROM auth.accounts AS a WHERE user_id = $1`,
    values: [`@${name}:example.org`],
  });
}

describe.each(OPERATIONS)('a session of $method $path', (operation) => {
  const { body, undo } = operation;

  it('serves no other user', async () => {
    const { session } = (await ask(operation, body)).body;
    const thief = `${name}_thief`;
    const stolen = (await registerUser(auth, thief)).body.access_token;
    const before = await stateOf();
    const answer = await ask(operation, { ...body, auth: passwordAuth(session, thief) }, stolen);
    expect([answer.status, answer.body.errcode]).toEqual([403, 'M_FORBIDDEN']);
    expect(await stateOf()).toEqual(before);
  });

  it('serves no other operation', async () => {
    const other = OPERATIONS.find((each) => each !== operation) ?? operation;
    const { session } = (await ask(other, other.body)).body;
    const answer = await ask(operation, { ...body, auth: passwordAuth(session, name) });
    expect([answer.status, answer.body.errcode]).toEqual([403, 'M_FORBIDDEN']);
  });

  it('has its effect once; a repeat of the same request gets the same answer', async () => {
    const { session } = (await ask(operation, body)).body;
    const done = await ask(operation, { ...body, auth: passwordAuth(session, name) });
    expect(done.status).toBe(200);
    await undo?.();
    const before = await stateOf();
    expect(await ask(operation, { ...body, auth: { session } }, '')).toMatchObject(
      operation.path.startsWith('/v3/account') ? done : { status: 401 },
    );
    if (undo) expect(await ask(operation, { ...body, auth: { session } })).toEqual(done);
    expect(await stateOf()).toEqual(before);
  });

  it('has its effect once, also of requests at the same time', async () => {
    const { session } = (await ask(operation, body)).body;
    const asked = { ...body, auth: passwordAuth(session, name) };
    const answers = await Promise.all([ask(operation, asked), ask(operation, asked), ask(operation, asked)]);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    expect(answers.every(({ status }) => status < 500)).toBe(true);
  });
});

describe('a session of user-interactive authentication', () => {
  it.each(OPERATIONS.filter(({ otherBody }) => otherBody))(
    'serves no other body of $method $path, before the stage or after it was used',
    async (operation) => {
      const { body, otherBody } = operation;
      const { session } = (await ask(operation, body)).body;
      const before = await stateOf();
      const withAuth = { ...otherBody, auth: passwordAuth(session, name) };
      expect((await ask(operation, withAuth)).body.errcode).toBe('M_FORBIDDEN');
      expect(await stateOf()).toEqual(before);
      expect((await ask(operation, { ...body, auth: passwordAuth(session, name) })).status).toBe(200);
      const after = await stateOf();
      for (const as of [token, '']) {
        const again = await ask(operation, { ...otherBody, auth: { session } }, as);
        expect(again.status).toBe(401);
      }
      expect(await stateOf()).toEqual(after);
    },
  );

  it('takes the body with the stage when the first request had none', async () => {
    const change = (body: object) => auth.ask({ method: 'POST', path: '/v3/account/password', token, body });
    const { session } = (await change({})).body;
    const body = { new_password: NEW_PASSWORD, auth: passwordAuth(session, name) };
    expect((await change(body)).status).toBe(200);
    const { session: second } = (await change({})).body;
    const stage = passwordAuth(second, name, NEW_PASSWORD);
    expect((await change({ auth: stage })).body.errcode).toBe('M_MISSING_PARAM');
    expect((await change({ new_password: PASSWORD, auth: { session: second } })).status).toBe(200);
  });

  it('names what is completed when a stage fails', async () => {
    const path = '/v3/devices/OTHER';
    const body = { auth: { type: 'm.login.password', user: name, password: 'wrong' } };
    const { status, body: answer } = await auth.ask({ method: 'DELETE', path, token, body });
    expect([status, answer.completed]).toEqual([401, []]);
  });

  it('leaves nothing readable in the table', async () => {
    const body = { username: `${name}_new`, password: 'canary password' };
    const { session } = (await auth.ask({ method: 'POST', path: '/v3/register', body })).body;
    const rows = await auth.postgres.query({ text: 'SELECT * FROM auth.interactive_sessions' });
    const text = rows.map((row) =>
      Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : value)),
    );
    expect(JSON.stringify(text)).not.toMatch(/canary|_new/);
    expect(JSON.stringify(text)).not.toContain(session);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAuth, type TestAuth } from '../fixtures/start-auth.js';
import { userLogOf } from '../fixtures/user-log.js';
import { logIn, PASSWORD, passwordAuth, registerUser, whoAmI } from '../fixtures/users.js';

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
});

const deleteDevice = (deviceId: string, body: object = {}) =>
  auth.ask({ method: 'DELETE', path: `/v3/devices/${deviceId}`, token, body });
const deleteDevices = (devices: string[], authData?: object) =>
  auth.ask({ method: 'POST', path: '/v3/delete_devices', token, body: { devices, auth: authData } });

describe('deleting a device', () => {
  it('needs the password, and then ends the device’s tokens', async () => {
    const other = (await logIn(auth, name, { device_id: 'OTHER' })).body.access_token;
    const challenge = await deleteDevice('OTHER');
    expect([challenge.status, challenge.body.flows]).toEqual([401, [{ stages: ['m.login.password'] }]]);
    expect(challenge.body).not.toHaveProperty('errcode');
    const { session } = challenge.body;
    expect(await whoAmI(auth, other)).toBe('200');
    expect((await deleteDevice('OTHER', { auth: passwordAuth(session, name) })).status).toBe(200);
    expect(await whoAmI(auth, other)).toBe('401 M_UNKNOWN_TOKEN');
    expect(await userLogOf(auth, `@${name}:example.org`)).toEqual([
      'device MINE ADDED',
      'device OTHER ADDED',
      'session OTHER',
      'device OTHER DELETED',
    ]);
    // A repeat, because the answer was lost, gets the same answer.
    expect((await deleteDevice('OTHER', { auth: { session } })).status).toBe(200);
  });

  it('gives errors of a stage in the 401 body and lets the client try again', async () => {
    const { session } = (await deleteDevice('MINE')).body;
    const wrong = await deleteDevice('MINE', { auth: passwordAuth(session, name, 'wrong') });
    expect(wrong.status).toBe(401);
    expect(wrong.body).toMatchObject({ session, errcode: 'M_FORBIDDEN', flows: [{ stages: ['m.login.password'] }] });
    expect((await deleteDevice('MINE', { auth: { session } })).status).toBe(401);
    expect((await deleteDevice('MINE', { auth: passwordAuth(session, name) })).status).toBe(200);
  });

  it('takes the password of no other user', async () => {
    await registerUser(auth, `${name}_thief`);
    const { session } = (await deleteDevice('MINE')).body;
    const answer = await deleteDevice('MINE', { auth: passwordAuth(session, `${name}_thief`) });
    expect([answer.status, answer.body.errcode]).toEqual([401, 'M_FORBIDDEN']);
  });

  it('does not let one user use up the tries of another', async () => {
    const victim = `${name}_victim`;
    await registerUser(auth, victim);
    const rpc = (auth_: object) =>
      auth.client.authorizeInteractively({
        userId: `@${name}:example.org`,
        deviceId: 'MINE',
        operation: 'POST /keys/device_signing/upload',
        auth: Buffer.from(JSON.stringify(auth_)),
        parameters: Buffer.alloc(0),
        address: '127.0.0.1',
      });
    for (let n = 0; n < 11; n++) {
      const { authorized } = await rpc({ ...passwordAuth('', victim, 'wrong'), session: undefined });
      expect(authorized).toBe(false);
    }
    const ofVictim = await auth.client.authorizeInteractively({
      userId: `@${victim}:example.org`,
      deviceId: 'ONE',
      operation: 'POST /keys/device_signing/upload',
      auth: Buffer.from(JSON.stringify({ ...passwordAuth('', victim), session: undefined })),
      parameters: Buffer.alloc(0),
      address: '127.0.0.1',
    });
    expect(ofVictim.authorized).toBe(true);
  });

  it('takes no session of another operation, other devices or another user', async () => {
    const { session } = (await deleteDevice('A')).body;
    expect((await deleteDevice('B', { auth: passwordAuth(session, name) })).body.errcode).toBe('M_FORBIDDEN');
    const bulk = (await deleteDevices(['A', 'B'])).body.session;
    expect((await deleteDevices(['A', 'C'], passwordAuth(bulk, name))).status).toBe(403);
    expect((await deleteDevices(['B', 'A'], passwordAuth(bulk, name))).status).toBe(200);
    token = (await registerUser(auth, `${name}_other`)).body.access_token;
    expect((await deleteDevice('A', { auth: passwordAuth(session, `${name}_other`) })).status).toBe(403);
  });

  it('deletes several devices at once', async () => {
    const tokens = [];
    for (const device_id of ['A', 'B', 'C']) tokens.push((await logIn(auth, name, { device_id })).body.access_token);
    const { session } = (await deleteDevices(['A', 'C', 'gone', 'a\tb'])).body;
    expect((await deleteDevices(['A', 'C', 'gone', 'a\tb'], passwordAuth(session, name))).status).toBe(200);
    expect(await Promise.all(tokens.map((each) => whoAmI(auth, each)))).toEqual([
      '401 M_UNKNOWN_TOKEN',
      '200',
      '401 M_UNKNOWN_TOKEN',
    ]);
    const many = Array.from({ length: 1_001 }, (_, index) => `D${index}`);
    expect((await deleteDevices(many)).body.errcode).toBe('M_INVALID_PARAM');
  });
});

describe('renaming a device', () => {
  it('changes the display name and tells the user log', async () => {
    const rename = (deviceId: string, body: object) =>
      auth.ask({ method: 'PUT', path: `/v3/devices/${deviceId}`, token, body });
    expect((await rename('MINE', { display_name: 'Mine' })).status).toBe(200);
    expect((await rename('MINE', { display_name: 'Mine' })).status).toBe(200);
    expect((await rename('MINE', {})).status).toBe(200);
    expect((await rename('OTHER', { display_name: 'x' })).body.errcode).toBe('M_NOT_FOUND');
    expect((await rename('MINE', { display_name: 'x'.repeat(256) })).body.errcode).toBe('M_INVALID_PARAM');
    const { body } = await auth.ask({ method: 'GET', path: '/v3/devices/MINE', token });
    expect(body.display_name).toBe('Mine');
    expect((await auth.ask({ method: 'GET', path: '/v3/devices/OTHER', token })).status).toBe(404);
    expect(await userLogOf(auth, `@${name}:example.org`)).toEqual(['device MINE ADDED', 'device MINE RENAMED']);
  });
});

describe('changing the password', () => {
  const NEW_PASSWORD = 'another long password';
  const change = (body: object, as: string | undefined = token) =>
    auth.ask({ method: 'POST', path: '/v3/account/password', ...(as !== '' && { token: as }), body });

  it('logs out all other devices unless told not to', async () => {
    const other = (await logIn(auth, name)).body.access_token;
    const { session } = (await change({ new_password: NEW_PASSWORD })).body;
    expect((await change({ new_password: NEW_PASSWORD, auth: passwordAuth(session, name) })).status).toBe(200);
    expect(await whoAmI(auth, token)).toBe('200');
    expect(await whoAmI(auth, other)).toBe('401 M_UNKNOWN_TOKEN');
    expect((await logIn(auth, name)).status).toBe(403);
    expect((await logIn(auth, name, { password: NEW_PASSWORD })).status).toBe(200);
  });

  it('keeps the other devices with logout_devices false', async () => {
    const other = (await logIn(auth, name)).body.access_token;
    const body = { new_password: NEW_PASSWORD, logout_devices: false };
    const { session } = (await change(body)).body;
    expect((await change({ ...body, auth: passwordAuth(session, name) })).status).toBe(200);
    expect(await whoAmI(auth, other)).toBe('200');
  });

  it('refuses a weak or missing password', async () => {
    expect((await change({ new_password: 'short' })).body.errcode).toBe('M_WEAK_PASSWORD');
    const { session } = (await change({})).body;
    expect((await change({ auth: passwordAuth(session, name) })).body.errcode).toBe('M_MISSING_PARAM');
  });

  it('works without an access token for whoever knows the password', async () => {
    const { session } = (await change({ new_password: NEW_PASSWORD }, '')).body;
    const answer = await change({ new_password: NEW_PASSWORD, auth: passwordAuth(session, name) }, '');
    expect(answer.status).toBe(200);
    expect(await whoAmI(auth, token)).toBe('401 M_UNKNOWN_TOKEN');
  });

  it('does not let another user’s password complete a session that a stolen token has opened', async () => {
    const thief = `${name}_thief`;
    await registerUser(auth, thief);
    const { session } = (await change({ new_password: NEW_PASSWORD })).body;
    const answer = await change({ new_password: NEW_PASSWORD, auth: passwordAuth(session, thief) }, '');
    expect([answer.status, answer.body.errcode]).toEqual([401, 'M_FORBIDDEN']);
    expect((await logIn(auth, name)).status).toBe(200);
  });

  it('refuses a login whose password was changed while it was being checked', async () => {
    const { session } = (await change({ new_password: NEW_PASSWORD })).body;
    const [changed, ...logins] = await Promise.all([
      change({ new_password: NEW_PASSWORD, auth: passwordAuth(session, name) }),
      ...Array.from({ length: 6 }, () => logIn(auth, name)),
    ]);
    expect(changed.status).toBe(200);
    const left = await Promise.all(
      logins.filter(({ status }) => status === 200).map(({ body }) => whoAmI(auth, body.access_token)),
    );
    expect(left.filter((result) => result === '200')).toEqual([]);
  });
});

describe('deactivating an account', () => {
  const deactivate = (body: object) => auth.ask({ method: 'POST', path: '/v3/account/deactivate', token, body });

  it.each([
    [false, 'M_USER_DEACTIVATED'],
    [true, 'M_FORBIDDEN'],
  ])('ends every session and login for good (erase %s)', async (erase, errcode) => {
    const { session } = (await deactivate({ erase })).body;
    const { status, body } = await deactivate({ erase, auth: passwordAuth(session, name) });
    expect([status, body]).toEqual([200, { id_server_unbind_result: 'success' }]);
    expect(await whoAmI(auth, token)).toBe('401 M_UNKNOWN_TOKEN');
    const login = await logIn(auth, name);
    expect([login.status, login.body.errcode]).toEqual([403, errcode]);
    expect((await logIn(auth, name, { password: 'wrong' })).body.errcode).toBe('M_FORBIDDEN');
    expect((await registerUser(auth, name)).body.errcode).toBe('M_USER_IN_USE');
    expect((await auth.client.findUsers({ userIds: [`@${name}:example.org`] })).userIds).toEqual([]);
    expect((await userLogOf(auth, `@${name}:example.org`)).slice(1)).toEqual([
      'session *',
      'session MINE',
      'device MINE DELETED',
    ]);
  });

  it('leaves no session behind when logins race with it', async () => {
    const { session } = (await deactivate({})).body;
    const answers = await Promise.all([
      deactivate({ auth: passwordAuth(session, name) }),
      ...Array.from({ length: 6 }, () => logIn(auth, name)),
    ]);
    for (const { body } of answers.slice(1)) {
      if (body.access_token) expect(await whoAmI(auth, body.access_token)).toBe('401 M_UNKNOWN_TOKEN');
    }
    const rows = await auth.postgres.query({
      text: 'SELECT 1 FROM auth.devices WHERE user_id = $1',
      values: [`@${name}:example.org`],
    });
    expect(rows).toEqual([]);
  });
});

describe('authorizing another service’s operation', () => {
  const OPERATION = 'POST /keys/device_signing/upload';
  const authorize = async (data: object | string | undefined, operation = OPERATION, parameters = {}) => {
    const text = typeof data === 'string' ? data : data === undefined ? '' : JSON.stringify(data);
    const userId = `@${name}:example.org`;
    const answer = await auth.client.authorizeInteractively({
      userId,
      deviceId: 'MINE',
      operation,
      auth: Buffer.from(text),
      parameters: Buffer.from(JSON.stringify(parameters)),
      address: '127.0.0.1',
    });
    return { ...answer, body: answer.authorized ? undefined : JSON.parse(answer.challenge.toString()) };
  };

  it('gives the 401 body until the stage is completed, and authorizes one call once', async () => {
    const { authorized, body } = await authorize(undefined);
    expect([authorized, body.flows]).toEqual([false, [{ stages: ['m.login.password'] }]]);
    const data = passwordAuth(body.session, name, PASSWORD);
    await expect(authorize(data, 'POST /other')).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
    expect((await authorize(data)).authorized).toBe(true);
    for (const again of [data, { session: body.session }]) {
      const repeat = await authorize(again);
      expect([repeat.authorized, repeat.body.session === body.session]).toEqual([false, false]);
    }
    await expect(authorize(data, 'POST /other')).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
  });

  it('authorizes no other parameters than those of the first request', async () => {
    const { session } = (await authorize(undefined, OPERATION, { key: 'a' })).body;
    const data = passwordAuth(session, name, PASSWORD);
    await expect(authorize(data, OPERATION, { key: 'b' })).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
    expect((await authorize(data, OPERATION, { key: 'a' })).authorized).toBe(true);
  });

  it.each(['nonsense', '[]', '1', '"x"', '{"type":{}}', '{"session":[]}', '\ud800'])('refuses %j', async (data) => {
    await expect(authorize(data)).rejects.toMatchObject({ errcode: 'M_BAD_JSON' });
  });

  it.each([
    { type: 'm.login.password' },
    { type: 'm.login.password', password: 7 },
    { type: 'm.login.password', password: PASSWORD, identifier: 7 },
    { type: 'm.login.password', password: PASSWORD, identifier: { type: 'm.id.user', user: {} } },
    { type: 'm.login.password', password: PASSWORD, user: '@alice\u0000:example.org' },
    { type: '__proto__' },
    { type: 'm.login.dummy' },
  ])('challenges %j', async (data) => {
    const { authorized, body } = await authorize(data);
    expect(authorized).toBe(false);
    expect(body.errcode).toMatch(/^M_(FORBIDDEN|UNRECOGNIZED)$/);
  });
});

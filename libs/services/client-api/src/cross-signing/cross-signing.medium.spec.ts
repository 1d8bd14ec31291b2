import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SignaturesEntry, userLog } from '@chappe/contracts';
import type { JsonObject } from '@chappe/crypto';
import { PASSWORD } from '../fixtures/fake-auth.js';
import { queryKeys, uploadKeys } from '../fixtures/keys-client.js';
import { startClientApi, type TestClientApi } from '../fixtures/start-client-api.js';
import { makeCrossSigningKey, makeDeviceKeys, makeKey, type TestKey } from '../fixtures/test-keys.js';

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

interface Keys {
  readonly master: TestKey;
  readonly selfSigning: TestKey;
  readonly userSigning: TestKey;
  readonly body: JsonObject;
}

function makeKeys(owner = userId): Keys {
  const [master, selfSigning, userSigning] = [makeKey(), makeKey(), makeKey()];
  const body = {
    master_key: makeCrossSigningKey(owner, 'master', { own: master }),
    self_signing_key: makeCrossSigningKey(owner, 'self_signing', { own: selfSigning, master }),
    user_signing_key: makeCrossSigningKey(owner, 'user_signing', { own: userSigning, master }),
  };
  return { master, selfSigning, userSigning, body };
}

const upload = (body: JsonObject, path = '/keys/device_signing/upload') =>
  api.ask({ method: 'POST', path, token, body });
const uploadSignatures = (body: JsonObject) =>
  api.ask({ method: 'POST', path: '/keys/signatures/upload', token, body });
const auth = { type: 'm.login.password', session: 'abc', password: PASSWORD };

describe('cross-signing keys', () => {
  it('are taken without interactive authentication the first time and when they are repeated', async () => {
    const { body } = makeKeys();
    expect((await upload(body)).status).toBe(200);
    expect((await upload(body)).status).toBe(200);
    const seen = await queryKeys(api, token, [userId]);
    expect(seen.master_keys[userId]).toEqual(body['master_key']);
    expect(seen.self_signing_keys[userId]).toEqual(body['self_signing_key']);
    expect(seen.user_signing_keys[userId]).toEqual(body['user_signing_key']);
    expect(await api.logOf(userId)).toHaveLength(1);
  });

  it('are changed with interactive authentication only', async () => {
    await upload(makeKeys().body);
    const { body } = makeKeys();
    const challenge = await upload(body);
    expect([challenge.status, challenge.body.session]).toEqual([401, 'abc']);
    expect((await upload({ ...body, auth: { ...auth, password: 'wrong' } })).status).toBe(401);
    expect((await upload({ ...body, auth })).status).toBe(200);
    expect((await queryKeys(api, token, [userId])).master_keys[userId]).toEqual(body['master_key']);
  });

  it('of two first uploads at once are the keys of one of them', async () => {
    const [a, b] = [makeKeys(), makeKeys()];
    const statuses = (await Promise.all([upload(a.body), upload(b.body)])).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    const winner = statuses[0] === 200 ? a : b;
    const seen = await queryKeys(api, token, [userId]);
    expect(seen.master_keys[userId]).toEqual(winner.body['master_key']);
    expect(seen.self_signing_keys[userId]).toEqual(winner.body['self_signing_key']);
  });

  it('must be signed by the master key', async () => {
    const { body } = makeKeys();
    const stranger = makeCrossSigningKey(userId, 'self_signing', { own: makeKey(), master: makeKey() });
    expect((await upload({ ...body, self_signing_key: stranger })).body.errcode).toBe('M_INVALID_SIGNATURE');
    const { master_key: _master, ...withoutMaster } = body;
    expect((await upload(withoutMaster)).body.errcode).toBe('M_MISSING_PARAM');
  });

  it('of another user, with another usage or a damaged key are refused', async () => {
    const { body } = makeKeys();
    const master = body['master_key'] as JsonObject;
    const refused: JsonObject[] = [
      { ...master, user_id: '@other:example.org' },
      { ...master, usage: ['self_signing'] },
      { ...master, keys: { 'ed25519:abc': 'abc' } },
      { ...master, keys: { ...(master['keys'] as JsonObject), 'ed25519:x': 'x' } },
    ];
    for (const master_key of refused) {
      expect((await upload({ ...body, master_key })).body.errcode).toBe('M_INVALID_PARAM');
    }
  });

  it('may not have the id of a device', async () => {
    const keys = makeKeys();
    api.auth.logIn(userId, keys.selfSigning.publicKey);
    const answer = await upload(keys.body);
    expect([answer.status, answer.body.errcode]).toEqual([403, 'M_FORBIDDEN']);
  });

  it('for signing users are shown to their owner only', async () => {
    await upload(makeKeys().body);
    const other = api.auth.logIn('@other:example.org', `O${users}`);
    const seen = await queryKeys(api, other, [userId]);
    expect([Object.keys(seen.master_keys), seen.user_signing_keys]).toEqual([[userId], {}]);
  });
});

describe('signatures', () => {
  it('by the self-signing key on a device, and by the device on the master key, are shown to others', async () => {
    const keys = makeKeys();
    const device = makeKey();
    const deviceKeys = makeDeviceKeys(userId, 'PHONE', device);
    await uploadKeys(api, token, { device_keys: deviceKeys });
    await upload(keys.body);
    const signedDevice = keys.selfSigning.sign(deviceKeys, userId);
    const signedMaster = device.sign(keys.body['master_key'] as JsonObject, userId, 'PHONE');
    const answer = await uploadSignatures({ [userId]: { PHONE: signedDevice, [keys.master.publicKey]: signedMaster } });
    expect([answer.status, answer.body]).toEqual([200, { failures: {} }]);
    const other = api.auth.logIn('@other:example.org', `O${users}`);
    const seen = await queryKeys(api, other, [userId]);
    expect(seen.device_keys[userId].PHONE).toEqual({
      ...signedDevice,
      unsigned: { device_display_name: `PHONE of ${userId}` },
    });
    expect(seen.master_keys[userId]).toEqual(signedMaster);
  });

  it('by a user-signing key on another user’s master key are shown to the signer only', async () => {
    const [alice, aliceToken] = [userId, token];
    const keys = makeKeys();
    await upload(keys.body);
    const bob = `@bob${users}:example.org`;
    token = api.auth.logIn(bob, 'B');
    const bobKeys = makeKeys(bob);
    await upload(bobKeys.body);
    token = aliceToken;
    const signed = keys.userSigning.sign(bobKeys.body['master_key'] as JsonObject, alice);
    const { body } = await uploadSignatures({ [bob]: { [bobKeys.master.publicKey]: signed } });
    expect(body).toEqual({ failures: {} });
    expect((await queryKeys(api, aliceToken, [bob])).master_keys[bob]).toEqual(signed);
    expect((await queryKeys(api, `${bob}|B`, [bob])).master_keys[bob]).toEqual(bobKeys.body['master_key']);
    // Alice's other devices are told to look at Bob's keys again, and nobody else is told anything.
    const told = (await api.logOf(alice)).at(-1);
    expect(told?.kind).toBe(userLog.kinds.signatures.id);
    expect(told && SignaturesEntry.decode(told.payload)).toEqual({ userIds: [bob] });
    expect(await api.logOf(bob)).toHaveLength(1);
  });

  it('that are wrong, on unknown keys or on changed keys fail one by one', async () => {
    const keys = makeKeys();
    const deviceKeys = makeDeviceKeys(userId, 'PHONE', makeKey());
    await uploadKeys(api, token, { device_keys: deviceKeys });
    await upload(keys.body);
    const { body } = await uploadSignatures({
      [userId]: {
        PHONE: makeKey().sign(deviceKeys, userId, keys.selfSigning.publicKey),
        NONE: keys.selfSigning.sign({ device_id: 'NONE' }, userId),
        [keys.master.publicKey]: keys.selfSigning.sign({ usage: ['other'] }, userId),
      },
      '@far:elsewhere.org': { x: {} },
    });
    const code = (user: string, keyId: string) => body.failures[user][keyId].errcode;
    expect(code(userId, 'PHONE')).toBe('M_INVALID_SIGNATURE');
    expect(code(userId, 'NONE')).toBe('M_NOT_FOUND');
    expect(code(userId, keys.master.publicKey)).toBe('M_INVALID_PARAM');
    expect(code('@far:elsewhere.org', 'x')).toBe('M_NOT_FOUND');
  });

  it('vanish with the keys they are on', async () => {
    const keys = makeKeys();
    const deviceKeys = makeDeviceKeys(userId, 'PHONE', makeKey());
    await uploadKeys(api, token, { device_keys: deviceKeys });
    await upload(keys.body);
    await uploadSignatures({ [userId]: { PHONE: keys.selfSigning.sign(deviceKeys, userId) } });
    const next = makeDeviceKeys(userId, 'PHONE', makeKey());
    await uploadKeys(api, token, { device_keys: next });
    expect((await queryKeys(api, token, [userId])).device_keys[userId].PHONE.signatures).toEqual(next['signatures']);
  });
});

describe('device keys', () => {
  it('must be those of the uploading device and signed by it', async () => {
    const key = makeKey();
    const refused: [JsonObject, string][] = [
      [makeDeviceKeys('@other:example.org', 'PHONE', key), 'M_INVALID_PARAM'],
      [makeDeviceKeys(userId, 'OTHER', key), 'M_INVALID_PARAM'],
      [{ ...makeDeviceKeys(userId, 'PHONE', key), algorithms: [] }, 'M_INVALID_SIGNATURE'],
    ];
    for (const [device_keys, errcode] of refused) {
      const answer = await uploadKeys(api, token, { device_keys });
      expect([answer.status, answer.body.errcode]).toEqual([400, errcode]);
    }
    expect(await api.logOf(userId)).toEqual([]);
  });

  it('of deleted devices and of users that do not exist are not shown', async () => {
    await uploadKeys(api, token, { device_keys: makeDeviceKeys(userId, 'PHONE', makeKey()) });
    const other = api.auth.logIn('@other:example.org', `O${users}`);
    expect(Object.keys((await queryKeys(api, other, [userId])).device_keys[userId])).toEqual(['PHONE']);
    api.auth.logOut(userId, 'PHONE');
    const seen = await queryKeys(api, other, [userId, '@none:example.org', '@far:elsewhere.org']);
    expect(seen.device_keys).toEqual({ [userId]: {}, '@none:example.org': {} });
    expect(seen.failures).toEqual({ 'elsewhere.org': {} });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { queryKeys } from '../fixtures/keys-client.js';
import { startClientApi, type TestClientApi } from '../fixtures/start-client-api.js';
import { LocalUsers } from '../users/local-users.js';
import {
  KEYS_PAGE_BYTES_MAX,
  KEYS_PAGE_DEVICES,
  QUERIED_USERS_AT_ONCE,
  SIGNATURES_PER_KEY_MAX,
} from './published-key.limits.js';
import type { KeyUsage } from './published-key.store.js';

const USAGES: readonly KeyUsage[] = ['master', 'self_signing', 'user_signing'];
const VIEWER = '@viewer:example.org';

let api: TestClientApi;
let token: string;
let users = 0;

beforeAll(async () => {
  api = await startClientApi();
  token = api.auth.logIn(VIEWER, 'PHONE');
});
afterAll(() => api.stop());

const newUser = (): string => `@user${users++}:example.org`;
const place = (userId: string): number => api.app.get(LocalUsers).placeOf(userId).partition;

/** Devices that have published keys, so many characters of them. */
async function publish(userId: string, deviceIds: readonly string[], characters = 0): Promise<void> {
  for (const deviceId of deviceIds) api.auth.logIn(userId, deviceId);
  await api.postgres.query({
    text: `INSERT INTO client_api.device_keys (partition, user_id, device_id, keys, position)
           SELECT $1, $2, device_id, $4, 0 FROM unnest($3::text[]) AS d (device_id)`,
    values: [place(userId), userId, deviceIds, JSON.stringify({ filler: 'x'.repeat(characters) })],
  });
}

async function publishKey(userId: string, usage: KeyUsage, publicKey: string): Promise<void> {
  await api.postgres.query({
    text: `INSERT INTO client_api.cross_signing_keys (partition, user_id, usage, public_key, key)
           VALUES ($1, $2, $3, $4, '{"usage":"x"}')`,
    values: [place(userId), userId, usage, publicKey],
  });
}

async function sign(userId: string, keyId: string, by: readonly [signer: string, key: string][]): Promise<void> {
  await api.postgres.query({
    text: `INSERT INTO client_api.key_signatures
             (partition, user_id, key_id, signer_user_id, signer_key_id, signature)
           SELECT $1, $2, $3, s.*, 'signature' FROM unnest($4::text[], $5::text[]) AS s`,
    values: [place(userId), userId, keyId, by.map(([signer]) => signer), by.map(([, key]) => `ed25519:${key}`)],
  });
}

const expected = (userId: string, deviceIds: readonly string[], characters = 0): unknown =>
  Object.fromEntries(
    deviceIds.map((deviceId) => [
      deviceId,
      { filler: 'x'.repeat(characters), unsigned: { device_display_name: `${deviceId} of ${userId}` } },
    ]),
  );
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `DEVICE${index}`);

describe('a query of keys', () => {
  it('is answered whole, however many users, devices and bytes there are', async () => {
    const crowd = Array.from({ length: 500 }, newUser);
    for (const userId of crowd) await publish(userId, ['ONE', 'TWO']);
    const [many, large, none] = [newUser(), newUser(), newUser()];
    await publish(many, numbered(2 * KEYS_PAGE_DEVICES));
    await publish(large, numbered(5), KEYS_PAGE_BYTES_MAX / 2);
    const answer = await queryKeys(api, token, [many, ...crowd, none, large, '@other:elsewhere.example']);
    expect(answer.failures).toEqual({ 'elsewhere.example': {} });
    const { [many]: ofMany, [large]: ofLarge, [none]: ofNone, ...ofCrowd } = answer.device_keys;
    expect(ofMany).toEqual(expected(many, numbered(2 * KEYS_PAGE_DEVICES)));
    expect(ofLarge).toEqual(expected(large, numbered(5), KEYS_PAGE_BYTES_MAX / 2));
    expect(ofNone).toEqual({});
    expect(ofCrowd).toEqual(Object.fromEntries(crowd.map((userId) => [userId, expected(userId, ['ONE', 'TWO'])])));
  });

  it('names the devices that are asked for and still exist', async () => {
    const userId = newUser();
    await publish(userId, ['A', 'B', 'C', 'D']);
    api.auth.logOut(userId, 'B');
    const body = { device_keys: { [userId]: ['A', 'B', 'D', 'X'] } };
    const { body: answer } = await api.ask({ method: 'POST', path: '/keys/query', token, body });
    expect(answer.device_keys).toEqual({ [userId]: expected(userId, ['A', 'D']) });
  });

  it('tells a device without a name, and that of an account without devices', async () => {
    const [nameless, gone] = [newUser(), newUser()];
    await publish(nameless, ['PHONE']);
    await publish(gone, ['PHONE']);
    api.auth.devices.set(nameless, [{ deviceId: 'PHONE', displayName: undefined }]);
    api.auth.devices.set(gone, []);
    const answer = await queryKeys(api, token, [nameless, gone]);
    expect(answer.device_keys).toEqual({ [nameless]: { PHONE: { filler: '', unsigned: {} } }, [gone]: {} });
  });

  it.each([1, QUERIED_USERS_AT_ONCE, QUERIED_USERS_AT_ONCE + 1])(
    'has the cross-signing keys of %i users and the user-signing key of the viewer',
    async (count) => {
      const [viewer, ...crowd] = Array.from({ length: 1 + count }, newUser);
      if (viewer === undefined) throw new Error('nobody asks');
      const own = api.auth.logIn(viewer, 'PHONE');
      for (const userId of [viewer, ...crowd]) {
        for (const usage of USAGES) await publishKey(userId, usage, usage);
      }
      const [unsigned, ...signed] = crowd;
      for (const userId of signed) await sign(userId, 'self_signing', [[userId, 'master']]);
      for (const asked of [crowd, [viewer, ...crowd], [...crowd, viewer]]) {
        const answer = await queryKeys(api, own, asked);
        expect(Object.keys(answer.master_keys).sort()).toEqual([...asked].sort());
        expect(Object.keys(answer.self_signing_keys).sort()).toEqual([...asked].sort());
        expect(Object.keys(answer.user_signing_keys)).toEqual(asked === crowd ? [] : [viewer]);
        if (unsigned !== undefined) expect(answer.self_signing_keys[unsigned]).toEqual({ usage: 'x' });
        for (const userId of signed) {
          const signatures = { [userId]: { 'ed25519:master': 'signature' } };
          expect(answer.self_signing_keys[userId]).toEqual({ usage: 'x', signatures });
        }
      }
    },
  );

  it.each([[[]], [[VIEWER]]])('of nobody, or of who has no keys, has its members: %j', async (asked) => {
    expect(await queryKeys(api, token, asked)).toEqual({
      failures: {},
      device_keys: Object.fromEntries(asked.map((userId) => [userId, {}])),
      master_keys: {},
      self_signing_keys: {},
      user_signing_keys: {},
    });
  });
});

describe('signatures on a key', () => {
  let owner: string;
  beforeEach(async () => {
    owner = newUser();
    await publish(owner, ['PHONE']);
    for (const usage of USAGES) await publishKey(owner, usage, usage);
  });

  it('are told of the owner and of the viewer only', async () => {
    await sign(owner, 'PHONE', [[owner, 'self_signing']]);
    await sign(owner, 'master', [
      [owner, 'PHONE'],
      [VIEWER, 'key'],
      ['@third:example.org', 'key'],
    ]);
    const answer = await queryKeys(api, token, [owner]);
    expect(answer.device_keys[owner].PHONE.signatures).toEqual({ [owner]: { 'ed25519:self_signing': 'signature' } });
    expect(answer.master_keys[owner].signatures).toEqual({
      [owner]: { 'ed25519:PHONE': 'signature' },
      [VIEWER]: { 'ed25519:key': 'signature' },
    });
    expect(answer.self_signing_keys[owner]).toEqual({ usage: 'x' });
    expect(answer.user_signing_keys).toEqual({});
  });

  it('are bounded, the viewer’s among them', async () => {
    const own = numbered(2 * SIGNATURES_PER_KEY_MAX).map((device): [string, string] => [owner, device]);
    await sign(owner, 'master', [...own, [VIEWER, 'key']]);
    const { signatures } = (await queryKeys(api, token, [owner])).master_keys[owner];
    expect(signatures[VIEWER]).toEqual({ 'ed25519:key': 'signature' });
    expect(Object.keys(signatures[owner])).toHaveLength(SIGNATURES_PER_KEY_MAX - 1);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeviceChange, userLog } from '@chappe/contracts';
import { newEntry } from '@chappe/event-log';
import { DevicesRpcs } from '../devices/devices.rpcs.js';
import { eventually } from '../fixtures/eventually.js';
import { claimKey, oneTimeKeys, uploadKeys } from '../fixtures/keys-client.js';
import { startClientApi, type TestClientApi } from '../fixtures/start-client-api.js';
import { ONE_TIME_KEY_BYTES_MAX } from './one-time-key.limits.js';

let api: TestClientApi;
let users = 0;
let userId: string;
let token: string;
let other: string;

beforeAll(async () => {
  api = await startClientApi();
});
afterAll(() => api.stop());
beforeEach(() => {
  userId = `@alice${users++}:example.org`;
  token = api.auth.logIn(userId, 'PHONE');
  other = api.auth.logIn('@bob:example.org', `BOB${users}`);
});

const claim = () => claimKey(api, other, { userId, deviceId: 'PHONE' });
const upload = (body: object) => uploadKeys(api, token, body);
const countsInLog = async () =>
  (await api.logOf(userId))
    .filter((entry) => entry.kind === userLog.kinds.keyCounts.id)
    .map((entry) => userLog.kinds.keyCounts.codec.decode(entry.payload));
const deviceNow = () => api.app.get(DevicesRpcs).readDevice({ userId, deviceId: 'PHONE', afterPosition: 0, limit: 10 });

describe('one-time keys', () => {
  it('are handed out at most once when 60 claims for 50 keys race', async () => {
    expect((await upload({ one_time_keys: oneTimeKeys(0, 50) })).body.one_time_key_counts.signed_curve25519).toBe(50);
    const claimed = await Promise.all(Array.from({ length: 60 }, claim));
    const keys = claimed.filter((name) => name !== undefined);
    expect(keys).toHaveLength(50);
    expect(new Set(keys).size).toBe(50);
  });

  it('are counted in the order of the user log while claims race', async () => {
    await upload({ one_time_keys: oneTimeKeys(0, 10) });
    await Promise.all(Array.from({ length: 12 }, claim));
    const counts = (await countsInLog()).map((entry) => entry.oneTimeKeys['signed_curve25519']);
    expect(counts).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect((await deviceNow()).keyCounts?.oneTimeKeys).toEqual({ signed_curve25519: 0 });
  });

  it('are given out in the order in which they were uploaded', async () => {
    for (let number = 9; number > 5; number--) await upload({ one_time_keys: oneTimeKeys(number, 1) });
    const claimed = [await claim(), await claim(), await claim()];
    expect(claimed).toEqual(['signed_curve25519:K9', 'signed_curve25519:K8', 'signed_curve25519:K7']);
  });

  it('keep their id: another key under it is refused, the same one is fine', async () => {
    await upload({ one_time_keys: { 'signed_curve25519:A': { key: 'a', signatures: { x: { y: 'z' } } } } });
    const again = await upload({ one_time_keys: { 'signed_curve25519:A': { key: 'a' } } });
    expect([again.status, again.body.one_time_key_counts]).toEqual([200, { signed_curve25519: 1 }]);
    const clash = await upload({ one_time_keys: { 'signed_curve25519:A': { key: 'b' } } });
    expect([clash.status, clash.body.errcode]).toEqual([400, 'M_INVALID_PARAM']);
  });

  it('do not come back when an upload is repeated after the claim', async () => {
    await upload({ one_time_keys: oneTimeKeys(0, 1) });
    expect(await claim()).toBe('signed_curve25519:K0');
    expect((await upload({ one_time_keys: oneTimeKeys(0, 1) })).body.one_time_key_counts.signed_curve25519).toBe(0);
    expect(await claim()).toBeUndefined();
  });

  it('of two uploads at once are all there, each once', async () => {
    const [a, b] = await Promise.all([
      upload({ one_time_keys: oneTimeKeys(0, 30) }),
      upload({ one_time_keys: oneTimeKeys(20, 30) }),
    ]);
    expect([a.status, b.status]).toEqual([200, 200]);
    expect((await upload({})).body.one_time_key_counts).toEqual({ signed_curve25519: 50 });
  });

  it('go to different claimants who share a transaction, and the device is told once for all of them', async () => {
    await upload({ one_time_keys: oneTimeKeys(0, 8) });
    const claimants = Array.from({ length: 10 }, (_, n) => api.auth.logIn(`@claimant${users}x${n}:example.org`, 'D'));
    const claimed = await Promise.all(claimants.map((token) => claimKey(api, token, { userId, deviceId: 'PHONE' })));
    expect(claimed.filter((name) => name === undefined)).toHaveLength(2);
    expect(new Set(claimed).size).toBe(9);
    const counts = (await countsInLog()).map((entry) => entry.oneTimeKeys['signed_curve25519']);
    expect([counts[0], counts.at(-1)]).toEqual([8, 0]);
    expect(counts.length).toBeLessThan(9);
  });

  it('of many devices can be claimed by racing requests without a deadlock', async () => {
    const devices = Array.from({ length: 20 }, (_, index) => ({ userId: `@many${index}:example.org`, deviceId: 'D' }));
    for (const device of devices) {
      await uploadKeys(api, api.auth.logIn(device.userId, 'D'), { one_time_keys: oneTimeKeys(0, 5) });
    }
    const claimOf = (list: typeof devices) => ({
      one_time_keys: Object.fromEntries(list.map((device) => [device.userId, { D: 'signed_curve25519' }])),
    });
    const bodies = [claimOf(devices), claimOf(devices.toReversed()), claimOf(devices), claimOf(devices.toReversed())];
    const ask = (body: object) => api.ask({ method: 'POST', path: '/keys/claim', token: other, body });
    const answers = await Promise.all(bodies.map(ask));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    const names = answers.flatMap((answer) =>
      devices.map((device) => JSON.stringify(answer.body.one_time_keys[device.userId])),
    );
    expect(names.filter((name) => name === undefined)).toEqual([]);
  });

  it('are refused beyond the limits and under malformed names', async () => {
    expect((await upload({ one_time_keys: oneTimeKeys(0, 501) })).body.errcode).toBe('M_TOO_LARGE');
    for (const kind of ['one_time_keys', 'fallback_keys']) {
      const large = { 'signed_curve25519:A': { key: 'x'.repeat(ONE_TIME_KEY_BYTES_MAX) } };
      expect((await upload({ [kind]: large })).body.errcode).toBe('M_TOO_LARGE');
    }
    expect((await upload({ one_time_keys: { nocolon: { key: 'a' } } })).body.errcode).toBe('M_INVALID_PARAM');
    expect((await upload({ one_time_keys: { 'a:': { key: 'a' } } })).body.errcode).toBe('M_INVALID_PARAM');
  });
});

describe('fallback keys', () => {
  it('are returned when one-time keys have run out, again and again, and are then no longer unused', async () => {
    await upload({
      one_time_keys: oneTimeKeys(0, 1),
      fallback_keys: { 'signed_curve25519:F': { key: 'f', fallback: true } },
    });
    expect((await deviceNow()).keyCounts?.unusedFallbackKeyTypes).toEqual(['signed_curve25519']);
    expect(await claim()).toBe('signed_curve25519:K0');
    expect(await claim()).toBe('signed_curve25519:F');
    expect(await claim()).toBe('signed_curve25519:F');
    expect((await deviceNow()).keyCounts?.unusedFallbackKeyTypes).toEqual([]);
    expect((await countsInLog()).map((entry) => entry.unusedFallbackKeyTypes)).toEqual([
      ['signed_curve25519'],
      ['signed_curve25519'],
      [],
    ]);
  });

  it('are unused again after their replacement, but not after a repeat of the same upload', async () => {
    const first = { fallback_keys: { 'signed_curve25519:F': { key: 'f', fallback: true } } };
    await upload(first);
    await claim();
    await upload(first);
    expect((await deviceNow()).keyCounts?.unusedFallbackKeyTypes).toEqual([]);
    await upload({ fallback_keys: { 'signed_curve25519:G': { key: 'g', fallback: true } } });
    expect((await deviceNow()).keyCounts?.unusedFallbackKeyTypes).toEqual(['signed_curve25519']);
    expect(await claim()).toBe('signed_curve25519:G');
  });
});

describe('claiming from others', () => {
  it('names servers that cannot be reached and leaves out unknown devices', async () => {
    const one_time_keys = {
      '@far:elsewhere.org': { X: 'signed_curve25519' },
      [userId]: { NONE: 'signed_curve25519' },
    };
    const { body } = await api.ask({ method: 'POST', path: '/keys/claim', token: other, body: { one_time_keys } });
    expect(body).toEqual({ failures: { 'elsewhere.org': {} }, one_time_keys: {} });
  });

  it('finds nothing of a device that was deleted', async () => {
    await upload({ one_time_keys: oneTimeKeys(0, 2) });
    const message = { deviceId: 'PHONE', change: DeviceChange.DEVICE_CHANGE_DELETED };
    await api.append([newEntry(userId, userLog.kinds.device, message)]);
    await eventually(async () => (await deviceNow()).keyCounts?.oneTimeKeys['signed_curve25519'] === undefined);
    expect(await claim()).toBeUndefined();
  });
});

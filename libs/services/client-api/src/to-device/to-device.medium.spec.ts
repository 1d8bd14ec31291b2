import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeviceChange, userLog } from '@chappe/contracts';
import { newEntry } from '@chappe/event-log';
import { DevicesRpcs } from '../devices/devices.rpcs.js';
import { eventually } from '../fixtures/eventually.js';
import { startClientApi, type TestClientApi } from '../fixtures/start-client-api.js';
import { ToDeviceRpcs } from './to-device.rpcs.js';

let api: TestClientApi;
let users = 0;
let bob: string;
let token: string;

beforeAll(async () => {
  api = await startClientApi();
});
afterAll(() => api.stop());
beforeEach(() => {
  token = api.auth.logIn(`@alice${users++}:example.org`, 'PHONE');
  bob = `@bob${users}:example.org`;
  api.auth.logIn(bob, 'ONE');
  api.auth.logIn(bob, 'TWO');
});

const send = (txnId: string, messages: object) =>
  api.ask({ method: 'PUT', path: `/sendToDevice/m.test/${txnId}`, token, body: { messages } });
const read = (deviceId: string, afterPosition = 0, limit = 100) =>
  api.app.get(DevicesRpcs).readDevice({ userId: bob, deviceId, afterPosition, limit });
const acknowledge = (deviceId: string, upToPosition: number) =>
  api.app.get(ToDeviceRpcs).acknowledgeToDevice({ userId: bob, deviceId, upToPosition });
const contents = async (deviceId: string, afterPosition = 0): Promise<unknown[]> =>
  (await read(deviceId, afterPosition)).toDevice.map(({ event }) => JSON.parse(event.toString()).content);

describe('a to-device message', () => {
  it('is delivered until it is acknowledged, and then never again', async () => {
    for (const number of [1, 2, 3]) await send(`t${number}`, { [bob]: { ONE: { number } } });
    const first = await read('ONE');
    expect(await contents('ONE')).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
    expect(await contents('ONE')).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
    await acknowledge('ONE', first.toDevice[1]?.position ?? 0);
    expect(await contents('ONE')).toEqual([{ number: 3 }]);
    await acknowledge('ONE', first.position);
    expect(await contents('ONE')).toEqual([]);
    const kinds = (await api.logOf(bob)).map((entry) => entry.kind);
    const { toDevice, toDeviceAcknowledged: acknowledged } = userLog.kinds;
    expect(kinds).toEqual([toDevice, toDevice, toDevice, acknowledged, acknowledged].map((kind) => kind.id));
  });

  it('carries sender and type, and the position of its user log entry', async () => {
    await send('t', { [bob]: { ONE: { a: 1.5 } } });
    const { toDevice, position, limited } = await read('ONE');
    expect(JSON.parse(toDevice[0]?.event.toString() ?? '')).toEqual({
      sender: token.split('|')[0],
      type: 'm.test',
      content: { a: 1.5 },
    });
    const [entry] = await api.logOf(bob);
    expect([toDevice[0]?.position, position >= (entry?.position ?? 0), limited]).toEqual([
      entry?.position,
      true,
      false,
    ]);
  });

  it('is sent once, however often the request is repeated with its transaction id', async () => {
    const repeats = Array.from({ length: 10 }, () => send('same', { [bob]: { ONE: { a: 1 } } }));
    expect((await Promise.all(repeats)).map((answer) => answer.status)).toEqual(Array(10).fill(200));
    await send('same', { [bob]: { ONE: { other: true } } });
    expect(await contents('ONE')).toEqual([{ a: 1 }]);
  });

  it('reaches every device for *, one that is named instead with its own content', async () => {
    await send('t', { [bob]: { '*': { all: true }, TWO: { all: false } } });
    expect([await contents('ONE'), await contents('TWO')]).toEqual([[{ all: true }], [{ all: false }]]);
  });

  it('to an unknown device or user is ignored', async () => {
    const answer = await send('t', { [bob]: { NONE: { a: 1 } }, '@nobody:example.org': { '*': { a: 1 } } });
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect(await api.logOf(bob)).toEqual([]);
  });

  it('to another server is refused', async () => {
    const answer = await send('t', { '@far:elsewhere.org': { '*': { a: 1 } }, [bob]: { ONE: {} } });
    expect([answer.status, answer.body.errcode]).toEqual([403, 'M_FORBIDDEN']);
    expect(await contents('ONE')).toEqual([]);
  });

  it('beyond the size limit is refused', async () => {
    const answer = await send('t', { [bob]: { ONE: { long: 'x'.repeat(65_536) } } });
    expect([answer.status, answer.body.errcode]).toEqual([413, 'M_TOO_LARGE']);
  });

  it('is refused, and not stored, when its sender has sent very much in the last minute', async () => {
    api.auth.devices.set(
      bob,
      Array.from({ length: 250 }, (_, n) => ({ deviceId: `D${n}`, displayName: undefined })),
    );
    const much = { [bob]: { '*': { long: 'x'.repeat(60_000) } } };
    const statuses: number[] = [];
    for (let n = 0; n < 5; n++) statuses.push((await send(`much${n}`, much)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
    expect((await read('D0')).toDevice).toHaveLength(4);
  });

  it('is read in batches of the limit', async () => {
    await Promise.all([1, 2, 3, 4, 5].map((number) => send(`t${number}`, { [bob]: { ONE: { number } } })));
    const first = await read('ONE', 0, 3);
    expect([first.toDevice.length, first.limited]).toEqual([3, true]);
    const rest = await read('ONE', first.toDevice.at(-1)?.position, 3);
    expect([rest.toDevice.length, rest.limited]).toEqual([2, false]);
  });

  it('between many users at once arrives without loss or deadlock', async () => {
    const everybody = Array.from({ length: 12 }, (_, index) => `@crowd${users}x${index}:example.org`);
    for (const userId of everybody) api.auth.logIn(userId, 'D');
    const message = (list: string[]) => Object.fromEntries(list.map((userId) => [userId, { '*': { hi: true } }]));
    const sends = Array.from({ length: 20 }, (_, index) =>
      send(`crowd${index}`, message(index % 2 === 0 ? everybody : everybody.toReversed())),
    );
    expect((await Promise.all(sends)).every((answer) => answer.status === 200)).toBe(true);
    for (const userId of everybody) {
      const waiting = await api.app
        .get(DevicesRpcs)
        .readDevice({ userId, deviceId: 'D', afterPosition: 0, limit: 100 });
      expect(waiting.toDevice).toHaveLength(20);
    }
  });
});

describe('a deleted device', () => {
  it('loses what waited for it when it was deleted; a new device of the same name keeps what came later', async () => {
    await send('old', { [bob]: { ONE: { old: true } } });
    await api.append([
      newEntry(bob, userLog.kinds.device, { deviceId: 'ONE', change: DeviceChange.DEVICE_CHANGE_DELETED }),
    ]);
    await send('new', { [bob]: { ONE: { old: false } } });
    await eventually(async () => (await contents('ONE')).length === 1);
    expect(await contents('ONE')).toEqual([{ old: false }]);
  });
});

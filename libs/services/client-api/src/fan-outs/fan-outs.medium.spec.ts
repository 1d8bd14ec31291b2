import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeviceChange, userLog } from '@chappe/contracts';
import { newEntry } from '@chappe/event-log';
import { Shutdown } from '@chappe/runtime';
import { eventually } from '../fixtures/eventually.js';
import { startClientApi, type TestClientApi } from '../fixtures/start-client-api.js';

describe('fan-outs', () => {
  let api: TestClientApi;
  beforeEach(async () => {
    api = await startClientApi();
  });
  afterEach(() => api.stop());

  async function changeDevice(userId: string): Promise<void> {
    const message = { deviceId: 'PHONE', change: DeviceChange.DEVICE_CHANGE_ADDED };
    await api.append([newEntry(userId, userLog.kinds.device, message)]);
  }

  async function waiting(): Promise<string[]> {
    const rows = await api.postgres.query<{ subject: string }>({ text: 'SELECT subject FROM client_api.fan_outs' });
    return rows.map(({ subject }) => subject);
  }

  it('of a later release are left to its processes, while both releases run', async () => {
    await api.postgres.query({
      text: `INSERT INTO client_api.fan_outs (partition, user_id, subject, position, due_ms)
             VALUES (0, '@alice:example.org', 'of a later release', 1, 0)`,
    });
    await changeDevice('@alice:example.org');
    await eventually(() => api.room.announced.includes('@alice:example.org'));
    await eventually(async () => (await waiting()).length === 1);
    expect(await waiting()).toEqual(['of a later release']);
  });

  it('go by the clock of the database: one of a process that jumps puts nothing off', async () => {
    api.later(60 * 60_000);
    api.room.failures = 1;
    await changeDevice('@carol:example.org');
    await eventually(() => api.room.failures === 0);
    api.later(-60 * 60_000);
    await expect.poll(() => api.room.announced, { timeout: 15_000 }).toContain('@carol:example.org');
  });

  it('are not begun any more when the process ends, before its calls to other services are closed', async () => {
    await api.app.get(Shutdown).run();
    await changeDevice('@bob:example.org');
    await eventually(async () => (await waiting()).includes('device_list'));
    await api.app.get(Shutdown).run();
    expect(api.room.announced).toEqual([]);
  });
});

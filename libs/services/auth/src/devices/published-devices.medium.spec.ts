import { publishedDevices } from '@chappe/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAuth, type TestAuth } from '../fixtures/start-auth.js';
import { logIn, registerUser } from '../fixtures/users.js';

const { schema, name, columns } = publishedDevices;

let auth: TestAuth;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const shown = (userId: string): Promise<object[]> =>
  auth.postgres.query({
    text: `SELECT user_id, device_id, display_name FROM ${schema}.${name} WHERE user_id = $1 ORDER BY device_id`,
    values: [userId],
  });

describe('the published devices', () => {
  it('have the columns that the contract says, and no other', async () => {
    const rows = await auth.postgres.query<{ column: string; type: string }>({
      text: `SELECT column_name AS column, data_type AS type FROM information_schema.columns
             WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position`,
      values: [schema, name],
    });
    expect(rows.map(({ column, type }) => [column, type])).toEqual(Object.entries(columns));
  });

  it('come, are renamed and go with the devices', async () => {
    const bob = '@bob:example.org';
    const first = await registerUser(auth, 'bob', { device_id: 'ONE', initial_device_display_name: 'Bee' });
    const { body } = await logIn(auth, 'bob', { device_id: 'TWO' });
    const one = { user_id: bob, device_id: 'ONE', display_name: 'Bee' };
    expect(await shown(bob)).toEqual([one, { user_id: bob, device_id: 'TWO', display_name: null }]);
    const token = body.access_token;
    await auth.ask({ method: 'PUT', path: '/v3/devices/TWO', token, body: { display_name: 'Cee' } });
    expect(await shown(bob)).toEqual([one, { user_id: bob, device_id: 'TWO', display_name: 'Cee' }]);
    await auth.ask({ method: 'POST', path: '/v3/logout', token });
    expect(await shown(bob)).toEqual([one]);
    await auth.ask({ method: 'POST', path: '/v3/logout/all', token: first.body.access_token });
    expect(await shown(bob)).toEqual([]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { userLog } from '@chappe/contracts';
import { FILTERS_PER_USER_MAX } from '../filters/filter.limits.js';
import { startClientApi, type TestClientApi } from '../fixtures/start-client-api.js';
import { AccountDataRpcs } from './account-data.rpcs.js';

const ROOM = '!room:example.org';

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

const mine = (path: string) => `/user/${encodeURIComponent(userId)}${path}`;
const inRoom = (path: string) => mine(`/rooms/${encodeURIComponent(ROOM)}${path}`);
const put = (path: string, body: unknown) => api.ask({ method: 'PUT', path, token, body });
const get = (path: string) => api.ask({ method: 'GET', path, token });
const remove = (path: string) => api.ask({ method: 'DELETE', path, token });
const readUser = () => api.app.get(AccountDataRpcs).readUser({ userId });
const told = async () =>
  (await api.logOf(userId)).map((entry) => {
    const { roomId, type, content } = userLog.kinds.accountData.codec.decode(entry.payload);
    return [roomId, type, JSON.parse(content.toString())];
  });

describe('account data', () => {
  it('is read back, global and by room, and told to all devices', async () => {
    expect((await put(mine('/account_data/m.x'), { a: 0.5, nul: '\0' })).body).toEqual({});
    await put(inRoom('/account_data/m.x'), {});
    expect((await get(mine('/account_data/m.x'))).body).toEqual({ a: 0.5, nul: '\0' });
    expect((await get(inRoom('/account_data/m.x'))).body).toEqual({});
    expect(await told()).toEqual([
      ['', 'm.x', { a: 0.5, nul: '\0' }],
      [ROOM, 'm.x', {}],
    ]);
  });

  it('that was never set is 404', async () => {
    expect((await get(mine('/account_data/m.y'))).body.errcode).toBe('M_NOT_FOUND');
    expect((await get(inRoom('/account_data/m.y'))).body.errcode).toBe('M_NOT_FOUND');
  });

  it('that the server manages is 405 M_BAD_JSON, global and by room', async () => {
    for (const type of ['m.fully_read', 'm.push_rules']) {
      for (const path of [mine(`/account_data/${type}`), inRoom(`/account_data/${type}`)]) {
        const answer = await put(path, {});
        expect([answer.status, answer.body.errcode]).toEqual([405, 'M_BAD_JSON']);
      }
    }
  });

  it('of another user is forbidden', async () => {
    token = api.auth.logIn('@other:example.org', `O${users}`);
    expect((await put(mine('/account_data/m.x'), {})).body.errcode).toBe('M_FORBIDDEN');
    expect((await get(mine('/account_data/m.x'))).body.errcode).toBe('M_FORBIDDEN');
  });

  it('beyond the size limit is refused', async () => {
    const answer = await put(mine('/account_data/m.x'), { long: 'x'.repeat(65_536) });
    expect([answer.status, answer.body.errcode]).toEqual([413, 'M_TOO_LARGE']);
  });

  it('beyond the size limit of all together is refused; what is there can be changed and made smaller', async () => {
    const long = { long: 'x'.repeat(65_000) };
    for (let n = 0; n < 258; n += 6) {
      await Promise.all([0, 1, 2, 3, 4, 5].map((i) => put(mine(`/account_data/m.${n + i}`), long)));
    }
    const refused = await put(mine('/account_data/m.more'), long);
    expect([refused.status, refused.body.errcode]).toEqual([403, 'M_RESOURCE_LIMIT_EXCEEDED']);
    expect((await put(mine('/account_data/m.0'), { long: 'y'.repeat(65_000) })).status).toBe(200);
    for (const type of ['m.0', 'm.1', 'm.2']) await put(mine(`/account_data/${type}`), {});
    expect((await put(mine('/account_data/m.more'), long)).status).toBe(200);
  });

  it('read for the sync service is exact at its position while it changes', async () => {
    const writes = Promise.all(
      Array.from({ length: 30 }, (_, number) => put(mine(`/account_data/m.${number % 5}`), { number })),
    );
    for (let round = 0; round < 10; round++) {
      const { position, accountData } = await readUser();
      const entries = (await api.logOf(userId)).filter((entry) => entry.position <= position);
      const latest = new Map(
        entries.map((entry) => [userLog.kinds.accountData.codec.decode(entry.payload).type, entry.position]),
      );
      const seen = accountData.filter((item) => item.type !== 'm.push_rules');
      expect(Object.fromEntries(seen.map((item) => [item.type, item.position]))).toEqual(Object.fromEntries(latest));
    }
    await writes;
  });
});

describe('tags', () => {
  it('are kept as m.tag account data; those set at the same time are all there', async () => {
    const names = ['m.favourite', 'u.work', 'u.a/b', '__proto__', 'u.5'];
    await Promise.all(
      names.map((name, index) => put(inRoom(`/tags/${encodeURIComponent(name)}`), { order: index / 10 })),
    );
    const { body } = await get(inRoom('/tags'));
    expect(Object.keys(body.tags).toSorted()).toEqual(names.toSorted());
    expect((await get(inRoom('/account_data/m.tag'))).body).toEqual(body);
  });

  it('are removed; removing none changes nothing', async () => {
    await put(inRoom('/tags/u.work'), { order: 0.1 });
    expect((await remove(inRoom('/tags/u.other'))).status).toBe(200);
    expect((await remove(inRoom('/tags/u.work'))).status).toBe(200);
    expect((await get(inRoom('/tags'))).body).toEqual({ tags: {} });
    expect(await told()).toHaveLength(2);
  });

  it('have names of at most 255 bytes', async () => {
    expect((await put(inRoom(`/tags/${'x'.repeat(256)}`), {})).body.errcode).toBe('M_INVALID_PARAM');
  });

  it('bear what clients write into m.tag themselves', async () => {
    await put(inRoom('/account_data/m.tag'), { tags: 'none' });
    expect((await get(inRoom('/tags'))).body).toEqual({ tags: {} });
    await put(inRoom('/tags/u.work'), {});
    expect((await get(inRoom('/tags'))).body).toEqual({ tags: { 'u.work': {} } });
  });
});

describe('push rules', () => {
  const rules = async () => (await get('/pushrules/')).body.global;
  const ids = async (kind: string): Promise<string[]> =>
    (await rules())[kind].map((rule: { rule_id: string }) => rule.rule_id);

  it('are the predefined ones at first, also as account data and for the sync service', async () => {
    expect((await ids('override'))[0]).toBe('.m.rule.master');
    const content = (await get(mine('/account_data/m.push_rules'))).body;
    expect(content).toEqual({ global: await rules() });
    expect((await get('/pushrules/global/')).body).toEqual(await rules());
    const [item] = (await readUser()).accountData;
    expect([item?.type, item?.position, JSON.parse(item?.content.toString() ?? '')]).toEqual([
      'm.push_rules',
      0,
      content,
    ]);
  });

  it('that are added stand in the order of before and after, below the master rule', async () => {
    const body = { actions: ['notify'], conditions: [] };
    await put('/pushrules/global/override/a', body);
    await put('/pushrules/global/override/b', body);
    await put('/pushrules/global/override/c?after=b', body);
    await put('/pushrules/global/override/d?before=b', body);
    expect((await ids('override')).slice(0, 6)).toEqual([
      '.m.rule.master',
      'd',
      'b',
      'c',
      'a',
      '.m.rule.suppress_notices',
    ]);
    expect((await get('/pushrules/global/override/a')).body).toMatchObject({
      rule_id: 'a',
      enabled: true,
      default: false,
    });
  });

  it('change their actions and their being enabled, predefined ones too', async () => {
    const path = '/pushrules/global/override/.m.rule.suppress_notices';
    await put(`${path}/enabled`, { enabled: false });
    await put(`${path}/actions`, { actions: ['notify', 'dont_notify'] });
    expect((await get(`${path}/enabled`)).body).toEqual({ enabled: false });
    expect((await get(`${path}/actions`)).body).toEqual({ actions: ['notify'] });
    expect((await told()).map(([, type]) => type)).toEqual(['m.push_rules', 'm.push_rules']);
  });

  it('are refused with the errors of the specification', async () => {
    const answers = [
      await put('/pushrules/global/override/.mine', { actions: [] }),
      await put('/pushrules/global/override/a?before=none', { actions: [] }),
      await put('/pushrules/global/content/a', { actions: [] }),
      await remove('/pushrules/global/override/none'),
      await remove('/pushrules/global/override/.m.rule.master'),
      await get('/pushrules/global/override/none/enabled'),
      await put('/pushrules/global/other/a', { actions: [] }),
    ];
    expect(answers.map(({ status, body }) => [status, body.errcode])).toEqual([
      [400, 'M_INVALID_PARAM'],
      [400, 'M_UNKNOWN'],
      [400, 'M_MISSING_PARAM'],
      [404, 'M_NOT_FOUND'],
      [400, 'M_INVALID_PARAM'],
      [404, 'M_NOT_FOUND'],
      [404, 'M_NOT_FOUND'],
    ]);
    expect(await told()).toEqual([]);
  });

  it('that are added at the same time are all there', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `rule${index}`);
    await Promise.all(names.map((name) => put(`/pushrules/global/content/${name}`, { actions: [], pattern: name })));
    expect((await ids('content')).toSorted()).toEqual(names);
  });
});

describe('filters', () => {
  const define = (filter: unknown) => api.ask({ method: 'POST', path: mine('/filter'), token, body: filter });

  it('are read back; identical ones have one id, whatever the order of their members', async () => {
    const first = (await define({ event_format: 'client', room: { timeline: { limit: 10 } } })).body.filter_id;
    const second = (await define({ room: { timeline: { limit: 10 } }, event_format: 'client' })).body.filter_id;
    expect(second).toBe(first);
    expect((await define({ room: {} })).body.filter_id).not.toBe(first);
    expect((await get(mine(`/filter/${first}`))).body).toEqual({
      event_format: 'client',
      room: { timeline: { limit: 10 } },
    });
  });

  it('that are defined at the same time are all kept, and identical ones once', async () => {
    const limits = [1, 1, 2, 2, 3];
    const made = await Promise.all(limits.map((limit) => define({ room: { timeline: { limit } } })));
    const ids = made.map(({ body }) => body.filter_id as string);
    expect(new Set(ids).size).toBe(3);
    const found = await Promise.all(ids.map((id) => get(mine(`/filter/${id}`))));
    expect(found.map(({ body }) => body.room.timeline.limit)).toEqual(limits);
  });

  it('are forgotten beyond a number: the one that was defined longest ago', async () => {
    const first = (await define({ room: { timeline: { limit: 1 } } })).body.filter_id;
    const again = (await define({ room: { timeline: { limit: 2 } } })).body.filter_id;
    await api.postgres.query({
      text: `INSERT INTO client_api.filters SELECT partition, user_id, 'f' || n, '{}', used_ms + n
             FROM client_api.filters, generate_series(1, $2) n WHERE user_id = $1 AND filter_id = $3`,
      values: [userId, FILTERS_PER_USER_MAX - 2, first],
    });
    api.later(FILTERS_PER_USER_MAX * 2);
    await define({ room: { timeline: { limit: 2 } } });
    expect((await get(mine(`/filter/${first}`))).status).toBe(200);
    await define({ room: { timeline: { limit: 3 } } });
    expect((await get(mine(`/filter/${first}`))).status).toBe(404);
    expect((await get(mine(`/filter/${again}`))).status).toBe(200);
  });

  it('that are unknown are 404, and misshapen ones M_BAD_JSON', async () => {
    expect((await get(mine('/filter/none'))).body.errcode).toBe('M_NOT_FOUND');
    expect((await define({ room: { timeline: { limit: 'many' } } })).body.errcode).toBe('M_BAD_JSON');
    expect((await define({ unknown: 0.5 })).body.errcode).toBe('M_BAD_JSON');
  });
});

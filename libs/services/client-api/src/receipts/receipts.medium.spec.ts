import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TransientBus } from '@chappe/event-log';
import { type Typing, typingTopic } from '@chappe/contracts';
import { systemClock } from '@chappe/runtime';
import { startClientApi, type TestClientApi } from '../fixtures/start-client-api.js';

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
  api.room.joined.set(ROOM, [userId]);
});

const room = (path: string) => `/rooms/${encodeURIComponent(ROOM)}${path}`;
const receipt = (type: string, eventId: string, body: object = {}) =>
  api.ask({ method: 'POST', path: room(`/receipt/${type}/${encodeURIComponent(eventId)}`), token, body });
const markers = (body: object) => api.ask({ method: 'POST', path: room('/read_markers'), token, body });
const fullyRead = async () => {
  const path = `/user/${encodeURIComponent(userId)}/rooms/${encodeURIComponent(ROOM)}/account_data/m.fully_read`;
  return (await api.ask({ method: 'GET', path, token })).body;
};
const sent = () =>
  api.room.receipts
    .filter((each) => each.userId === userId)
    .map((each) => [each.receiptType, each.eventId, each.threadId]);

describe('receipts', () => {
  it('go to the room service, public and private, threaded and not', async () => {
    await receipt('m.read', '$a');
    await receipt('m.read.private', '$b', { thread_id: 'main' });
    await receipt('m.read', '$c', { thread_id: '$root' });
    expect(sent()).toEqual([
      ['m.read', '$a', ''],
      ['m.read.private', '$b', 'main'],
      ['m.read', '$c', '$root'],
    ]);
  });

  it('of type m.fully_read set the marker', async () => {
    expect((await receipt('m.fully_read', '$a')).status).toBe(200);
    expect(await fullyRead()).toEqual({ event_id: '$a' });
    expect(sent()).toEqual([]);
  });

  it('with an invalid thread_id are refused', async () => {
    const answers = [
      await receipt('m.read', '$a', { thread_id: '' }),
      await receipt('m.read', '$a', { thread_id: 'nothing' }),
      await receipt('m.read', '$a', { thread_id: '$missing' }),
      await receipt('m.fully_read', '$a', { thread_id: 'main' }),
      await receipt('m.other', '$a'),
    ];
    expect(answers.map((answer) => answer.body.errcode)).toEqual(Array(5).fill('M_INVALID_PARAM'));
  });
});

describe('read markers', () => {
  it('set marker and receipts together', async () => {
    await markers({ 'm.fully_read': '$a', 'm.read': '$b', 'm.read.private': '$c' });
    expect(await fullyRead()).toEqual({ event_id: '$a' });
    expect(sent()).toEqual([
      ['m.read', '$b', ''],
      ['m.read.private', '$c', ''],
    ]);
  });

  it('must stand at an event of the room', async () => {
    expect((await markers({ 'm.fully_read': '$missing' })).body.errcode).toBe('M_NOT_FOUND');
    expect((await fullyRead()).errcode).toBe('M_NOT_FOUND');
  });
});

describe('typing', () => {
  const setTyping = (body: object, of = userId) =>
    api.ask({ method: 'PUT', path: room(`/typing/${encodeURIComponent(of)}`), token, body });

  it('is told with the time until which it holds, which has a limit', async () => {
    const told: Typing[] = [];
    const end = api.app.get(TransientBus).subscribe(typingTopic, (typing) => void told.push(typing));
    const before = systemClock.nowMs();
    await setTyping({ typing: true, timeout: 20_000 });
    await setTyping({ typing: true, timeout: 9_000_000 });
    await setTyping({ typing: false });
    end();
    const [first, second, third] = told.map((typing) => typing.untilMs);
    expect((first ?? 0) - before).toBeGreaterThanOrEqual(20_000);
    expect((first ?? 0) - before).toBeLessThan(40_000);
    expect((second ?? 0) - before).toBeLessThan(140_000);
    expect(third).toBe(0);
  });

  it('is for oneself, in rooms one is joined to', async () => {
    expect((await setTyping({ typing: true }, '@other:example.org')).body.errcode).toBe('M_FORBIDDEN');
    api.room.joined.set(ROOM, []);
    expect((await setTyping({ typing: true })).body.errcode).toBe('M_FORBIDDEN');
  });
});

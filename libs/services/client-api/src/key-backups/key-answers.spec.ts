import { StreamedJson } from '@chappe/http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { KeyAnswers } from './key-answers.js';
import type { BackedUpKey, KeyRange } from './key-backup.store.js';
import type { KeyBackups } from './key-backups.js';

const ROOMS = ['!a:x', '!b:x', '!c:x'];
const DATA = { first_message_index: 1, forwarded_count: 0, is_verified: true, session_data: { a: '"' } };

function keysOf(roomId: string, count: number, sessionData: string): BackedUpKey[] {
  const key = { firstMessageIndex: 1, forwardedCount: 0, isVerified: true, sessionData };
  return Array.from({ length: count }, (_, index) => ({ roomId, sessionId: `s"${index}`, ...key }));
}

/** Backups with three keys in each of some rooms, so many to a page. */
function setUp(rooms: readonly string[], pageKeys: number, sessionData = JSON.stringify(DATA.session_data)) {
  const stored = rooms.flatMap((roomId) => keysOf(roomId, 3, sessionData));
  let pages = 0;
  const listKeys: KeyBackups['listKeys'] = (_userId, { range, after }) => {
    pages++;
    const ofRange = stored.filter(({ roomId }) => range.roomId === undefined || roomId === range.roomId);
    const start = ofRange.findIndex((key) => key.roomId === after[0] && key.sessionId === after[1]) + 1;
    const keys = ofRange.slice(start, start + pageKeys);
    return Promise.resolve({ keys, isLast: start + pageKeys >= ofRange.length });
  };
  const answers = new KeyAnswers({ listKeys } as KeyBackups);
  const ask = (range: Partial<KeyRange> = {}) => answers.answer('@alice:x', { version: 1, ...range });
  return { ask, pages: () => pages };
}

async function jsonOf(answer: Awaited<ReturnType<KeyAnswers['answer']>>): Promise<unknown> {
  return JSON.parse(answer instanceof StreamedJson ? await text(answer.body) : answer.json.toString());
}

const SESSIONS = { sessions: { 's"0': DATA, 's"1': DATA, 's"2': DATA } };

describe.each([1, 2, 3, 4, 9, 100])('the keys of a backup, %i to a page', (pageKeys) => {
  it.each([0, 1, 2, 3])('are told by room: %i rooms', async (count) => {
    const rooms = ROOMS.slice(0, count);
    const answer = await setUp(rooms, pageKeys).ask();
    expect(await jsonOf(answer)).toEqual({ rooms: Object.fromEntries(rooms.map((room) => [room, SESSIONS])) });
  });

  it('are told of one room', async () => {
    const { ask } = setUp(ROOMS, pageKeys);
    expect(await jsonOf(await ask({ roomId: '!b:x' }))).toEqual(SESSIONS);
    expect(await jsonOf(await ask({ roomId: '!none:x' }))).toEqual({ sessions: {} });
  });
});

it('a backup of many pages is read no faster than it is sent', async () => {
  const { ask, pages } = setUp(ROOMS, 1, JSON.stringify('x'.repeat(200_000)));
  const answer = await ask();
  if (!(answer instanceof StreamedJson)) throw new Error('many keys are not sent at once');
  const chunks = answer.body.iterator() as AsyncIterator<string>;
  await chunks.next();
  await new Promise((resolve) => setImmediate(resolve));
  expect(pages()).toBeLessThanOrEqual(6);
  answer.body.destroy();
});

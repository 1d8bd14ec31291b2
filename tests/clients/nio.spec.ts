import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  bodiesOf,
  createRoom,
  readMessages,
  registerClient,
  sendMessage,
  startServer,
  TEST_PASSWORD,
  type TestServer,
} from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PYTHON = '/usr/bin/python3';
const SESSION_MS_MAX = 90_000;

const isInstalled = spawnSync(PYTHON, ['-c', 'import nio'], { timeout: 30_000 }).status === 0;

/** A second client that shares no code with matrix-js-sdk. */
describe('matrix-nio', () => {
  let server: TestServer | undefined;

  beforeAll(async () => {
    // This version of nio sends its token as Matrix before v1.20 allowed.
    const settings = { CHAPPE_HTTP_ACCESS_TOKEN_IN_QUERY: 'true' };
    if (isInstalled) server = await startServer({ settings });
  });
  afterAll(() => server?.remove());

  it('logs in, joins, sends and reads', async ({ skip }) => {
    skip(!isInstalled || server === undefined, `${PYTHON} has no module nio (Debian: python3-matrix-nio)`);
    const { baseUrl } = server as TestServer;
    const alice = await registerClient(baseUrl, 'alice');
    const bob = await registerClient(baseUrl, 'bob');
    // nio does not read the list of joined members where one of them has no display name.
    await alice.ask(`PUT /v3/profile/${encodeURIComponent(alice.userId)}/displayname`, { displayname: 'Alice' });
    const alias = '#lobby:localhost';
    const roomId = await createRoom(alice, { preset: 'public_chat', room_alias_name: 'lobby', name: 'Lobby' });
    for (const text of ['one', 'two', 'three']) await sendMessage(alice, roomId, text);

    const words = [join(import.meta.dirname, 'nio-session.py'), baseUrl, bob.userId, TEST_PASSWORD, alias];
    const { stdout } = await promisify(execFile)(PYTHON, words, { timeout: SESSION_MS_MAX });
    const seen = JSON.parse(stdout) as Record<string, unknown>;

    const texts = ['one', 'two', 'three', 'hello from nio'];
    expect(seen).toMatchObject({ user_id: bob.userId, room_id: roomId, name: 'Lobby', received: texts });
    expect(seen['read']).toEqual(texts.toReversed());
    expect(seen['repeated_event_id']).toBe(seen['event_id']);
    expect(seen['members']).toEqual([alice.userId, bob.userId]);
    expect(bodiesOf((await readMessages(alice, roomId)).chunk)).toEqual(texts.toReversed());
    expect((server as TestServer).errors).toEqual([]);
  });
});

import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  changeMembership,
  createRoom,
  registerClient,
  sendMessage,
  startServer,
  TEST_PASSWORD,
  type TestClient,
  type TestServer,
} from '@chappe/testing';
import * as sdk from 'matrix-js-sdk';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../fixtures/silent-sdk-logger.js';

const PYTHON = '/usr/bin/python3';
const SESSION_MS_MAX = 90_000;
const WAIT = { timeout: 60_000, interval: 50 };

const isInstalled = spawnSync(PYTHON, ['-c', 'import nio'], { timeout: 30_000 }).status === 0;

/** Clients that want no event at first: what was said before is not theirs, or is read page by page. */
describe('a first sync with a timeline of zero', () => {
  let server: TestServer;
  let alice: TestClient;

  beforeAll(async () => {
    // The version of nio in Debian sends its token as Matrix before v1.20 allowed.
    server = await startServer({ settings: { CHAPPE_HTTP_ACCESS_TOKEN_IN_QUERY: 'true' } });
    alice = await registerClient(server.baseUrl, 'alice');
    // nio does not read the list of joined members where one of them has no display name.
    await alice.ask(`PUT /v3/profile/${encodeURIComponent(alice.userId)}/displayname`, { displayname: 'Alice' });
  });
  afterAll(() => server?.remove());

  /** A named room in which Alice spoke before, with a user who is about to look at it. */
  async function roomWith(localpart: string): Promise<{ roomId: string; member: TestClient }> {
    const member = await registerClient(server.baseUrl, localpart);
    const roomId = await createRoom(alice, { preset: 'public_chat', name: 'Lobby' });
    await changeMembership(member, roomId, { action: 'join' });
    for (const text of ['one', 'two']) await sendMessage(alice, roomId, text);
    return { roomId, member };
  }

  it('serves matrix-js-sdk with initialSyncLimit: 0', async () => {
    const { roomId, member } = await roomWith('bob');
    const { baseUrl, userId, deviceId, accessToken } = member.session;
    const client = sdk.createClient({ baseUrl, userId, deviceId, accessToken, logger: silentLogger });
    try {
      await client.startClient({ initialSyncLimit: 0, pollTimeout: 2_000 });
      await vi.waitFor(() => expect(client.isInitialSyncComplete()).toBe(true), WAIT);
      const room = client.getRoom(roomId);
      const bodies = () =>
        room
          ?.getLiveTimeline()
          .getEvents()
          .flatMap((event) => event.getContent()['body'] ?? []);
      expect(bodies()).toEqual([]);
      expect([room?.name, room?.getMyMembership(), room?.getJoinedMemberCount()]).toEqual(['Lobby', 'join', 2]);
      await sendMessage(alice, roomId, 'three');
      await vi.waitFor(() => expect(bodies()).toEqual(['three']), WAIT);
      if (room) await client.scrollback(room, 50);
      expect(bodies()).toEqual(['one', 'two', 'three']);
      expect(server.errors).toEqual([]);
    } finally {
      client.stopClient();
    }
  });

  it('serves matrix-nio with a filter of zeros', async ({ skip }) => {
    skip(!isInstalled, `${PYTHON} has no module nio (Debian: python3-matrix-nio)`);
    const { roomId, member } = await roomWith('carol');
    const script = join(import.meta.dirname, 'nio-zero-timeline.py');
    const words = [script, server.baseUrl, member.userId, TEST_PASSWORD];
    const bot = spawn(PYTHON, words, { stdio: ['ignore', 'pipe', 'inherit'], timeout: SESSION_MS_MAX });
    const told: unknown[] = [];
    for await (const line of createInterface({ input: bot.stdout })) {
      told.push(JSON.parse(line));
      if (told.length === 1) await sendMessage(alice, roomId, 'three');
    }
    const members = [alice.userId, member.userId];
    expect(told).toEqual([
      { limited: true, heard_at_first: [], read: ['two', 'one'], name: 'Lobby', members },
      { heard: ['three'] },
    ]);
    expect(server.errors).toEqual([]);
  });
});

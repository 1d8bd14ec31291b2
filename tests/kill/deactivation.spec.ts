import {
  changeMembership,
  createRoom,
  Dice,
  newTxnId,
  readMessages,
  registerClient,
  roomPath,
  sendMessage,
  type TestClient,
} from '@chappe/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectContiguousLogs } from '../fixtures/expect-contiguous-logs.js';
import { pause } from '../fixtures/pause.js';
import { requestDeactivation } from '../network/fixtures/deactivate.js';
import { startVictim } from './fixtures/start-victim.js';
import type { Victim } from './fixtures/victim.js';

const ROOMS = 40;
/** Users who deactivate their accounts, one for each fault. */
const USERS = 8;
const FAULT_MS_MAX = 10_000;
const END_MS_MAX = 120_000;
const PAUSE_MS = 200;
/** More than the last pass waits after the request. */
const LATER_MS = 10 * 60_000;

const seed = process.env['CHAPPE_TEST_SEED'] ?? String(Date.now());

interface Left {
  readonly user_id: string;
  readonly room_id: string;
  readonly leaves: number;
  readonly erasures: number;
}

/** The right to erasure, whatever dies meanwhile. A failure is looked into with the seed that the test prints. */
describe('accounts that are erased while processes are killed at random', () => {
  let victim: Victim;
  let alice: TestClient;
  const users: TestClient[] = [];
  const rooms: string[] = [];
  let isOver = false;

  beforeAll(async () => {
    process.stdout.write(`CHAPPE_TEST_SEED=${seed}\n`);
    victim = await startVictim(new Dice(seed));
    const { baseUrl } = victim.server;
    alice = await registerClient(baseUrl, 'alice');
    for (let i = 0; i < ROOMS; i++) rooms.push(await createRoom(alice, { preset: 'public_chat' }));
    for (let i = 0; i < USERS; i++) users.push(await registerClient(baseUrl, `user-${i}`));
    for (const user of users) await settle(user);
  }, 180_000);
  afterAll(() => victim?.remove());
  beforeEach(({ task, skip }) => {
    if (task.name.startsWith('has')) skip(!isOver, 'it came to no end');
  });

  /** Joined to all rooms but the last one, to which she is invited; with a name, account data, a message everywhere. */
  async function settle(user: TestClient): Promise<void> {
    const own = `/v3/user/${encodeURIComponent(user.userId)}/account_data/org.example.secret`;
    await user.ask(`PUT /v3/profile/${user.userId}/displayname`, { displayname: secretOf(user) });
    await user.ask(`PUT ${own}`, { secret: secretOf(user) });
    for (const roomId of rooms.slice(0, -1)) {
      await changeMembership(user, roomId, { action: 'join' });
      await sendMessage(user, roomId, secretOf(user));
    }
    await changeMembership(alice, rooms.at(-1) ?? '', { action: 'invite', user_id: user.userId });
  }

  const secretOf = ({ userId }: TestClient): string => `the secret of ${userId}`;

  /** Until it is acknowledged, or the token is dead because it was carried out and the answer got lost. */
  async function insist(user: TestClient): Promise<void> {
    for (let tries = 0; tries < END_MS_MAX / PAUSE_MS; tries++) {
      try {
        return await requestDeactivation(user, true);
      } catch {
        const answer = await user.send('GET /v3/account/whoami').catch(() => undefined);
        if (answer?.body['errcode'] === 'M_UNKNOWN_TOKEN') return;
        await pause(PAUSE_MS);
      }
    }
    throw new Error(`${user.userId} cannot be deactivated`);
  }

  const openRows = (): Promise<number> =>
    victim.server.withTables(async (postgres) => {
      const rows = await postgres.query<{ open: number }>({
        text: `SELECT 2 * $1::int - count(*)::int AS open FROM auth.deactivations WHERE done_at_ms IS NOT NULL`,
        values: [USERS],
      });
      return rows[0]?.open ?? -1;
    });

  /** As if the time had passed after which nobody believes in an old session any more. */
  const passTime = (): Promise<unknown> =>
    victim.server.withTables((postgres) =>
      postgres.query({
        text: `UPDATE auth.deactivations SET requested_at_ms = requested_at_ms - $1, due_at_ms = due_at_ms - $1
               WHERE done_at_ms IS NULL`,
        values: [LATER_MS],
      }),
    );

  it(
    'come to an end',
    async () => {
      for (const user of users) {
        const asked = insist(user);
        process.stdout.write(`fault: ${await victim.strike()}\n`);
        await asked;
      }
      await passTime();
      // The last pass has to come through as well.
      process.stdout.write(`fault: ${await victim.strike()}\n`);
      await victim.recover();
      await expect.poll(openRows, { timeout: END_MS_MAX, interval: PAUSE_MS }).toBe(0);
      isOver = true;
    },
    (USERS + 1) * FAULT_MS_MAX + END_MS_MAX,
  );

  it('has left every room once, rejected every invite, and noted the erasure everywhere', async () => {
    const left = await victim.server.withTables((postgres) =>
      postgres.query<Left>({
        text: `SELECT s.state_key AS user_id, s.room_id,
                 (SELECT count(*)::int FROM room.events e WHERE e.partition = s.partition AND e.room_id = s.room_id
                    AND e.sender = s.state_key AND e.type = 'm.room.member' AND e.event_id = s.event_id) AS leaves,
                 (SELECT count(*)::int FROM room.erasures x WHERE x.partition = s.partition AND x.room_id = s.room_id
                    AND x.user_id = s.state_key) AS erasures
               FROM room.current_state s WHERE s.type = 'm.room.member' AND s.membership = 'leave'`,
      }),
    );
    expect(left).toHaveLength(USERS * ROOMS);
    expect(left.filter(({ leaves, erasures }) => leaves !== 1 || erasures !== 1)).toEqual([]);
    const events = await victim.server.withTables((postgres) =>
      postgres.query({
        text: `SELECT FROM room.events WHERE type = 'm.room.member' AND sender = ANY($1)`,
        values: [users.map(({ userId }) => userId)],
      }),
    );
    // Joins, and one leave for each room.
    expect(events).toHaveLength(USERS * (ROOMS - 1) + USERS * ROOMS);
  });

  it('has left nobody else out', async () => {
    const { joined_rooms: joined } = await alice.ask<{ joined_rooms: string[] }>('GET /v3/joined_rooms');
    expect(new Set(joined)).toEqual(new Set(rooms));
  });

  it('has removed what was kept of the users', async () => {
    const kept = await victim.server.withTables(async (postgres) => [
      ...(await postgres.query({
        text: `SELECT user_id FROM client_api.profiles UNION ALL SELECT user_id FROM client_api.account_data`,
      })),
      ...(await postgres.query({
        text: 'SELECT user_id FROM auth.devices WHERE user_id = ANY($1)',
        values: [users.map(({ userId }) => userId)],
      })),
      ...(await postgres.query({
        text: `SELECT key FROM user_log.log WHERE position(convert_to('the secret of', 'UTF8') IN payload) > 0`,
      })),
    ]);
    expect(kept).toEqual([]);
  });

  it('has redacted everything for who joins now, and nothing for who was there', async () => {
    const late = await registerClient(victim.server.baseUrl, `late-${newTxnId()}`);
    for (const roomId of rooms.slice(0, -1)) {
      await changeMembership(late, roomId, { action: 'join' });
      const shown = JSON.stringify([
        (await readMessages(late, roomId)).chunk,
        await late.ask(`GET ${roomPath(roomId)}/state`),
      ]);
      const original = JSON.stringify((await readMessages(alice, roomId)).chunk);
      for (const user of users) {
        expect(shown).not.toContain(secretOf(user));
        expect(original).toContain(secretOf(user));
      }
    }
  });

  it('has contiguous log positions in every partition', () => expectContiguousLogs(victim.server));

  it('suffers nothing that the faults do not explain', async () => {
    expect(await victim.complaints()).toEqual([]);
  });
});

import {
  changeMembership,
  createRoom,
  logInClient,
  readMessages,
  registerClient,
  roomPath,
  sendMessage,
  startServer,
  type SyncAnswer,
  SyncSession,
  type TestClient,
  type TestServer,
  uploadDeviceKeys,
} from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

type Lists = { readonly changed?: readonly string[]; readonly left?: readonly string[] };

/** What a device that was away, or looked the other way, has to learn afterwards. */
describe('sync tells', () => {
  let server: TestServer;
  let alice: TestClient;
  let laptop: TestClient;
  let bob: TestClient;

  beforeAll(async () => {
    server = await startServer();
    alice = await registerClient(server.baseUrl, 'alice', 'PHONE');
    laptop = await logInClient(server.baseUrl, 'alice', 'LAPTOP');
    bob = await registerClient(server.baseUrl, 'bob', 'PHONE');
  });
  afterAll(() => server?.remove());

  async function together(): Promise<string> {
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    await changeMembership(bob, roomId, { action: 'join' });
    return roomId;
  }

  /** Lists of the next answer, and of /keys/changes for the same span. */
  async function deviceListsSince(since: string): Promise<Lists[]> {
    const session = new SyncSession(alice);
    await session.caughtUp();
    session.since = since;
    const { device_lists: synced = {}, next_batch: to } = await session.next();
    return [synced, await alice.ask<Lists>('GET /v3/keys/changes', undefined, { from: since, to })];
  }

  // client-server-api/#tracking-the-device-list-for-a-user
  it.each(['the other', 'the user'])('of new devices of who shares a room when %s left and returned', async (who) => {
    const roomId = await together();
    const { next_batch: since } = await new SyncSession(alice).next();
    const leaver = who === 'the other' ? bob : alice;
    await changeMembership(leaver, roomId, { action: 'leave' });
    await uploadDeviceKeys(await logInClient(server.baseUrl, 'bob'));
    await changeMembership(leaver, roomId, { action: 'join' });
    for (const lists of await deviceListsSince(since)) {
      expect(lists.changed).toContain(bob.userId);
      expect(lists.left).not.toContain(bob.userId);
    }
  });

  it('of the new name of a device those who share a room, and the user’s other devices', async () => {
    await together();
    const tablet = await logInClient(server.baseUrl, 'bob', 'TABLET');
    await uploadDeviceKeys(tablet);
    const sessions = [new SyncSession(alice), new SyncSession(bob)];
    for (const session of sessions) {
      await session.next();
      // What was told of the keys before is passed over.
      await session.caughtUp();
      await session.next(1_000);
    }
    await tablet.ask('PUT /v3/devices/TABLET', { display_name: 'Bob’s tablet' });
    const bobIn = ({ device_lists: lists }: SyncAnswer) => lists?.changed?.find((userId) => userId === bob.userId);
    for (const session of sessions) expect(await session.until(bobIn)).toBe(bob.userId);
  });

  // client-server-api/#post_matrixclientv3roomsroomidforget
  it('each device once that an invite was declined and forgotten, or a room left and forgotten', async () => {
    const left = await together();
    const invited = await createRoom(bob, { invite: [alice.userId] });
    const [asleep, away] = [new SyncSession(laptop), new SyncSession(laptop)];
    await asleep.until(({ rooms }) => rooms?.invite?.[invited]);
    away.since = asleep.since;
    const seen: SyncAnswer[] = [];
    const sleeping = asleep.until((answer) => {
      seen.push(answer);
      const gone = seen.flatMap(({ rooms }) => Object.keys(rooms?.leave ?? {}));
      return [left, invited].every((roomId) => gone.includes(roomId)) ? gone : undefined;
    });
    for (const roomId of [invited, left]) {
      await changeMembership(alice, roomId, { action: 'leave' });
      await changeMembership(alice, roomId, { action: 'forget' });
    }
    expect((await sleeping).toSorted()).toEqual([left, invited].toSorted());
    await away.caughtUp();
    const gone = Object.keys((await away.next()).rooms?.leave ?? {});
    expect(gone.toSorted()).toEqual([left, invited].toSorted());
    expect((await away.next()).rooms?.leave ?? {}).toEqual({});
  });

  // client-server-api/#typing-notifications
  it.each(['leave', 'kick', 'ban', 'log-out'])('at once that typing ended by %s', async (end) => {
    const roomId = await together();
    const tablet = await logInClient(server.baseUrl, 'bob');
    const session = new SyncSession(alice);
    await session.next();
    const typing = ({ rooms }: SyncAnswer) =>
      rooms?.join?.[roomId]?.ephemeral?.events.find(({ type }) => type === 'm.typing')?.content;
    const path = `PUT ${roomPath(roomId)}/typing/${encodeURIComponent(bob.userId)}`;
    await tablet.ask(path, { typing: true, timeout: 120_000 });
    expect(await session.until(typing)).toEqual({ user_ids: [bob.userId] });
    if (end === 'log-out') await tablet.ask('POST /v3/logout', {});
    else if (end === 'leave') await changeMembership(bob, roomId, { action: 'leave' });
    else await changeMembership(alice, roomId, { action: end as 'kick' | 'ban', user_id: bob.userId });
    expect(await session.until(typing)).toEqual({ user_ids: [] });
  });

  it('no event twice and where to page on from when a room is entered again', async () => {
    const roomId = await together();
    await sendMessage(alice, roomId, 'before');
    const session = new SyncSession(bob);
    const seen: string[] = [];
    const note = ({ rooms }: SyncAnswer) => {
      const room = rooms?.join?.[roomId] ?? rooms?.leave?.[roomId];
      seen.push(...(room?.timeline?.events.map((event) => event.event_id) ?? []));
    };
    note(await session.next());
    await changeMembership(bob, roomId, { action: 'leave' });
    note(await session.next(10_000));
    await sendMessage(alice, roomId, 'meanwhile');
    await changeMembership(bob, roomId, { action: 'join' });
    await session.caughtUp();
    const answer = await session.next();
    note(answer);
    expect(new Set(seen).size).toBe(seen.length);
    const { timeline } = answer.rooms?.join?.[roomId] ?? {};
    expect(timeline?.limited).toBe(true);
    const page = await readMessages(bob, roomId, { from: timeline?.prev_batch });
    const whole = [
      ...page.chunk.map((event) => event.event_id).reverse(),
      ...(timeline?.events ?? []).map((event) => event.event_id),
    ];
    expect(whole).toEqual([...new Set(whole)]);
    expect(whole).toEqual(expect.arrayContaining(seen));
    const live = await readMessages(bob, roomId, { dir: 'f' });
    expect(live.end).toEqual(expect.any(String));
    await sendMessage(alice, roomId, 'after');
    const next = await readMessages(bob, roomId, { dir: 'f', from: live.end });
    expect(next.chunk.map((event) => event.content['body'])).toEqual(['after']);
  });
});

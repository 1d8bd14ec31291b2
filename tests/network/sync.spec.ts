import {
  bodiesOf,
  changeMembership,
  createRoom,
  readMessages,
  registerClient,
  roomPath,
  sendMessage,
  setState,
  startServer,
  type SyncAnswer,
  SyncSession,
  type TestClient,
  type TestServer,
} from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** client-server-api/#syncing */
describe('sync', () => {
  let server: TestServer;
  let alice: TestClient;
  let bob: TestClient;

  beforeAll(async () => {
    server = await startServer();
    alice = await registerClient(server.baseUrl, 'alice');
    bob = await registerClient(server.baseUrl, 'bob');
  });
  afterAll(() => server?.remove());

  const filterOf = (room: object) => ({ filter: JSON.stringify({ room }) });

  it('wakes a long poll within the time of an event', async () => {
    const roomId = await createRoom(alice);
    const session = new SyncSession(alice);
    await session.next();
    const waiting = session.next(20_000);
    const startedMs = Date.now();
    await sendMessage(alice, roomId, 'wake up');
    expect(bodiesOf((await waiting).rooms?.join?.[roomId]?.timeline?.events)).toEqual(['wake up']);
    expect(Date.now() - startedMs).toBeLessThan(10_000);
  });

  it('answers a long poll without news when its time is over', async () => {
    const session = new SyncSession(await registerClient(server.baseUrl, 'idle'));
    await session.next();
    const answer = await session.next(300);
    expect(answer.rooms?.join ?? {}).toEqual({});
    expect(answer.device_one_time_keys_count).toMatchObject({ signed_curve25519: 0 });
  });

  it('repeats an answer whose token was not used', async () => {
    const roomId = await createRoom(alice);
    const session = new SyncSession(alice);
    const { next_batch } = await session.next();
    await sendMessage(alice, roomId, 'one');
    for (let round = 0; round < 2; round++) {
      const query = { since: next_batch, timeout: 10_000 };
      const answer = await alice.ask<SyncAnswer>('GET /v3/sync', undefined, query);
      expect(bodiesOf(answer.rooms?.join?.[roomId]?.timeline?.events)).toEqual(['one']);
    }
  });

  it('a limited timeline is completed by messages without hole or repeat', async () => {
    const roomId = await createRoom(alice);
    const session = new SyncSession(alice, filterOf({ timeline: { limit: 5 } }));
    const { next_batch: to } = await session.next();
    const sent = Array.from({ length: 30 }, (_, number) => `message ${number}`);
    for (const text of sent) await sendMessage(alice, roomId, text);
    await session.caughtUp();
    const { timeline } = await session.joined(roomId);
    expect(timeline?.limited).toBe(true);
    const seen = bodiesOf(timeline?.events);
    expect(seen).toEqual(sent.slice(-seen.length));
    const page = await readMessages(alice, roomId, { from: timeline?.prev_batch, to });
    expect([...bodiesOf(page.chunk).reverse(), ...seen]).toEqual(sent);
  });

  it('a newly joined room comes with its whole state', async () => {
    const roomId = await createRoom(alice, { preset: 'public_chat', name: 'Market' });
    for (let number = 0; number < 30; number++) await sendMessage(alice, roomId, `message ${number}`);
    const session = new SyncSession(bob, filterOf({ timeline: { limit: 3 } }));
    await session.next();
    await changeMembership(bob, roomId, { action: 'join' });
    const room = await session.joined(roomId);
    const types = room.state?.events.map((event) => event.type);
    expect(types).toEqual(expect.arrayContaining(['m.room.create', 'm.room.name', 'm.room.power_levels']));
    expect(room.timeline?.events).toHaveLength(3);
  });

  it.each(['use_state_after', 'org.matrix.msc4222.use_state_after'])('%s gives the state at the end', async (name) => {
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    const session = new SyncSession(alice, { [name]: true });
    await session.next();
    await setState(alice, roomId, { type: 'm.room.topic', content: { topic: 'new' } });
    const room = (await session.until(({ rooms }) => rooms?.join?.[roomId])) as Record<string, unknown>;
    expect(room['state']).toBeUndefined();
    const key = name === 'use_state_after' ? 'state_after' : 'org.matrix.msc4222.state_after';
    expect(JSON.stringify(room[key])).toContain('"topic":"new"');
  });

  // client-server-api/#lazy-loading-room-members
  it('lazily loaded members are the heroes, oneself and those whose events are shown', async () => {
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    const members: TestClient[] = [];
    for (let number = 1; number <= 7; number++) {
      const member = await registerClient(server.baseUrl, `member-${number}`);
      await changeMembership(member, roomId, { action: 'join' });
      members.push(member);
    }
    const ids = members.map(({ userId }) => userId);
    for (const client of [members[5], alice, alice]) if (client) await sendMessage(client, roomId, 'hello');
    const lazy = filterOf({ state: { lazy_load_members: true }, timeline: { limit: 3 } });
    const room = (await new SyncSession(alice, lazy).next()).rooms?.join?.[roomId];
    expect(room?.summary).toMatchObject({ 'm.joined_member_count': 8, 'm.heroes': ids.slice(0, 5) });
    const loaded = room?.state?.events.filter((event) => event.type === 'm.room.member');
    const expected = [alice.userId, ...ids.slice(0, 6)];
    expect(loaded?.map((event) => event.state_key).toSorted()).toEqual(expected.toSorted());
    const everyone = await alice.ask<{ chunk: unknown[] }>(`GET ${roomPath(roomId)}/members`);
    expect(everyone.chunk).toHaveLength(8);
  });

  it('filters choose rooms, types and fields', async () => {
    const one = await createRoom(alice);
    const two = await createRoom(alice);
    for (const roomId of [one, two]) await sendMessage(alice, roomId, 'hello');
    const { filter_id } = await alice.ask<{ filter_id: string }>(
      `POST /v3/user/${encodeURIComponent(alice.userId)}/filter`,
      {
        room: { rooms: [one], timeline: { types: ['m.room.message'] }, state: { types: ['m.room.power_*'] } },
        event_fields: ['type', 'content.body', 'event_id'],
      },
    );
    const { rooms } = await new SyncSession(alice, { filter: filter_id }).next();
    expect(Object.keys(rooms?.join ?? {})).toEqual([one]);
    const room = rooms?.join?.[one];
    expect(room?.state?.events.map((event) => event.type)).toEqual(['m.room.power_levels']);
    expect(room?.timeline?.events).toEqual([
      { type: 'm.room.message', event_id: expect.any(String), content: { body: 'hello' } },
    ]);
  });

  it('a filter may ask for events as servers exchange them', async () => {
    const roomId = await createRoom(alice);
    await sendMessage(alice, roomId, 'hello');
    const { filter_id } = await alice.ask<{ filter_id: string }>(
      `POST /v3/user/${encodeURIComponent(alice.userId)}/filter`,
      { event_format: 'federation', room: { rooms: [roomId], timeline: { limit: 1 } } },
    );
    const { rooms } = await new SyncSession(alice, { filter: filter_id }).next();
    const { timeline, state } = rooms?.join?.[roomId] ?? {};
    expect(bodiesOf(timeline?.events)).toEqual(['hello']);
    for (const event of [...(timeline?.events ?? []), ...(state?.events ?? [])]) {
      expect(event).toMatchObject({ hashes: { sha256: expect.any(String) }, depth: expect.any(Number) });
      expect(event).toMatchObject({ signatures: { localhost: expect.any(Object) }, prev_events: expect.any(Array) });
    }
  });

  it('a gap brings the state that changed within it', async () => {
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    const session = new SyncSession(alice, filterOf({ timeline: { limit: 2 } }));
    await session.next();
    await setState(alice, roomId, { type: 'm.room.topic', content: { topic: 'in the gap' } });
    await changeMembership(bob, roomId, { action: 'join' });
    for (let number = 0; number < 10; number++) await sendMessage(alice, roomId, `message ${number}`);
    await session.caughtUp();
    const room = await session.joined(roomId);
    expect(room.timeline).toMatchObject({ limited: true });
    expect(room.state?.events.map((event) => event.type).toSorted()).toEqual(['m.room.member', 'm.room.topic']);
  });

  it('a room that was left and joined again counts as new', async () => {
    const roomId = await createRoom(alice, { preset: 'public_chat', name: 'Again' });
    await changeMembership(bob, roomId, { action: 'join' });
    const session = new SyncSession(bob);
    await session.next();
    await changeMembership(bob, roomId, { action: 'leave' });
    expect((await session.next(10_000)).rooms?.leave).toHaveProperty([roomId]);
    await sendMessage(alice, roomId, 'in between');
    await session.caughtUp();
    expect((await session.next()).rooms?.join?.[roomId]).toBeUndefined();
    await changeMembership(bob, roomId, { action: 'join' });
    const { state, timeline } = await session.joined(roomId);
    const types = [...(state?.events ?? []), ...(timeline?.events ?? [])].map((event) => event.type);
    expect(types).toEqual(expect.arrayContaining(['m.room.create', 'm.room.name', 'm.room.power_levels']));
    expect(bodiesOf(timeline?.events)).toContain('in between');
  });

  it('two members who send at once see the same order', async () => {
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    await changeMembership(bob, roomId, { action: 'join' });
    const sessions = [alice, bob].map((client) => new SyncSession(client, filterOf({ timeline: { limit: 100 } })));
    for (const session of sessions) await session.next();
    const texts = Array.from({ length: 40 }, (_, number) => `message ${number}`);
    const sent = Promise.all(texts.map((text, i) => sendMessage(i % 2 === 0 ? alice : bob, roomId, text)));
    const [first, second] = await Promise.all(
      sessions.map(async (session) => {
        const seen: string[] = [];
        while (seen.length < texts.length) seen.push(...bodiesOf((await session.joined(roomId)).timeline?.events));
        return seen;
      }),
    );
    await sent;
    expect(first?.toSorted()).toEqual(texts.toSorted());
    expect(second).toEqual(first);
    expect(bodiesOf((await readMessages(alice, roomId, { dir: 'f' })).chunk)).toEqual(first);
  });

  it('messages and invites of ignored users are left out', async () => {
    const carol = await registerClient(server.baseUrl, 'carol');
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    await changeMembership(carol, roomId, { action: 'join' });
    const path = `PUT /v3/user/${encodeURIComponent(alice.userId)}/account_data/m.ignored_user_list`;
    await alice.ask(path, { ignored_users: { [carol.userId]: {} } });
    const session = new SyncSession(alice);
    await session.next();
    await sendMessage(carol, roomId, 'ignored');
    const invited = await createRoom(carol, { invite: [alice.userId] });
    await sendMessage(alice, roomId, 'seen');
    await session.caughtUp();
    const seen: SyncAnswer[] = [await session.next(2_000), await session.next(), await session.next()];
    const answer = JSON.stringify(seen);
    expect(answer).not.toContain('"ignored"');
    expect(answer).not.toContain(invited);
    expect(answer).toContain('"seen"');
  });

  it('a token stays good over a restart of the server', async () => {
    const roomId = await createRoom(alice);
    const session = new SyncSession(alice);
    await session.next();
    await sendMessage(alice, roomId, 'before the restart');
    await server.restart();
    await sendMessage(alice, roomId, 'after the restart');
    await session.caughtUp();
    const room = await session.joined(roomId);
    expect(bodiesOf(room.timeline?.events)).toEqual(['before the restart', 'after the restart']);
    expect(room.timeline?.limited ?? false).toBe(false);
    expect(await alice.ask(`GET ${roomPath(roomId)}/joined_members`)).toHaveProperty(['joined', alice.userId]);
  });
});

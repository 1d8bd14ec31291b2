import {
  changeMembership,
  createRoom,
  logInClient,
  registerClient,
  roomPath,
  sendMessage,
  startServer,
  type SyncAnswer,
  type SyncedRoom,
  SyncSession,
  type TestClient,
  type TestEvent,
  type TestServer,
  uploadDeviceKeys,
} from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('user data', () => {
  let server: TestServer;
  let alice: TestClient;
  let bob: TestClient;

  beforeAll(async () => {
    server = await startServer();
    alice = await registerClient(server.baseUrl, 'alice', 'PHONE');
    bob = await registerClient(server.baseUrl, 'bob', 'TABLET');
  });
  afterAll(() => server?.remove());

  const ofUser = (client: TestClient, path: string) => `/v3/user/${encodeURIComponent(client.userId)}/${path}`;
  const findIn = (events: readonly TestEvent[] | undefined, type: string) =>
    events?.find((event) => event.type === type)?.content;
  const sendNote = (txnId: string, to: { userId: string; deviceId: string }, content: object) =>
    alice.ask(`PUT /v3/sendToDevice/org.example.note/${txnId}`, {
      messages: { [to.userId]: { [to.deviceId]: content } },
    });
  /** A room of both, and what bob syncs from now on. */
  async function together(): Promise<{ roomId: string; session: SyncSession }> {
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    await changeMembership(bob, roomId, { action: 'join' });
    const session = new SyncSession(bob);
    await session.next();
    return { roomId, session };
  }

  // client-server-api/#send-to-device-messaging
  it('a to-device message comes until it is acknowledged and then never again', async () => {
    const session = new SyncSession(bob);
    const { next_batch: since } = await session.next();
    await sendNote('once', bob, { number: 1 });
    await sendNote('once', bob, { number: 1 });
    await session.caughtUp();
    const poll = (from: string) => bob.ask<SyncAnswer>('GET /v3/sync', undefined, { since: from });
    const first = await poll(since);
    expect(first.to_device?.events).toEqual([
      { type: 'org.example.note', sender: alice.userId, content: { number: 1 } },
    ]);
    const again = await poll(since);
    expect(again.to_device?.events).toHaveLength(1);
    const after = await poll(first.next_batch);
    expect(after.to_device?.events ?? []).toEqual([]);
    expect((await poll(since)).to_device?.events ?? []).toEqual([]);
    expect((await new SyncSession(bob).next()).to_device?.events ?? []).toEqual([]);
  });

  it('a to-device message for all devices reaches each of them', async () => {
    const other = await logInClient(server.baseUrl, 'bob', 'WATCH');
    await sendNote('all', { userId: bob.userId, deviceId: '*' }, { number: 2 });
    for (const client of [bob, other]) {
      const { to_device } = await new SyncSession(client).next();
      expect(to_device?.events.map((event) => event.content)).toEqual([{ number: 2 }]);
    }
  });

  it('to-device messages keep their order over several answers', async () => {
    const reader = await registerClient(server.baseUrl, 'reader');
    for (let number = 0; number < 150; number++) await sendNote(`order-${number}`, reader, { number });
    const session = new SyncSession(reader);
    const seen: unknown[] = [];
    for (let answer = await session.next(); answer.to_device?.events.length; answer = await session.next()) {
      expect(answer.to_device.events.length).toBeLessThanOrEqual(100);
      seen.push(...answer.to_device.events.map((event) => event.content['number']));
    }
    expect(seen).toEqual(Array.from({ length: 150 }, (_, number) => number));
  });

  // client-server-api/#one-time-and-fallback-keys
  it('a one-time key is handed out once, then the fallback key', async () => {
    const key = (text: string) => ({ key: text, signatures: {} });
    await bob.ask('POST /v3/keys/upload', {
      one_time_keys: { 'signed_curve25519:A': key('a'), 'signed_curve25519:B': key('b') },
      fallback_keys: { 'signed_curve25519:F': { ...key('f'), fallback: true } },
    });
    const session = new SyncSession(bob);
    const before = await session.next();
    expect(before.device_one_time_keys_count).toMatchObject({ signed_curve25519: 2 });
    expect(before.device_unused_fallback_key_types).toEqual(['signed_curve25519']);
    const claim = async () => {
      const body = { one_time_keys: { [bob.userId]: { [bob.deviceId]: 'signed_curve25519' } } };
      const answer = await alice.ask<{ one_time_keys: Record<string, Record<string, object>> }>(
        'POST /v3/keys/claim',
        body,
      );
      return Object.keys(answer.one_time_keys[bob.userId]?.[bob.deviceId] ?? {})[0];
    };
    const claimed = await Promise.all([claim(), claim(), claim(), claim()]);
    expect(claimed.toSorted()).toEqual([
      'signed_curve25519:A',
      'signed_curve25519:B',
      'signed_curve25519:F',
      'signed_curve25519:F',
    ]);
    await session.caughtUp();
    const after = await session.next();
    expect(after.device_one_time_keys_count).toMatchObject({ signed_curve25519: 0 });
    expect(after.device_unused_fallback_key_types).toEqual([]);
  });

  // client-server-api/#receipts
  it('a receipt is seen by all members, a private one by its own user only', async () => {
    const { roomId, session } = await together();
    const first = await sendMessage(alice, roomId, 'one');
    const second = await sendMessage(alice, roomId, 'two');
    const mine = new SyncSession(alice);
    await mine.next();
    await session.caughtUp();
    await session.next();
    const receipt = (type: string, eventId: string) =>
      bob.ask(`POST ${roomPath(roomId)}/receipt/${type}/${encodeURIComponent(eventId)}`, {});
    const receiptsIn = (room: SyncedRoom) => findIn(room.ephemeral?.events, 'm.receipt');
    await receipt('m.read.private', second);
    expect(receiptsIn(await session.joined(roomId))).toMatchObject({
      [second]: { 'm.read.private': { [bob.userId]: { ts: expect.any(Number) } } },
    });
    await receipt('m.read', first);
    const seen = receiptsIn(await mine.joined(roomId));
    expect(seen).toMatchObject({ [first]: { 'm.read': { [bob.userId]: { ts: expect.any(Number) } } } });
    expect(JSON.stringify(seen)).not.toContain('m.read.private');
    const initial = (await new SyncSession(alice).next()).rooms?.join?.[roomId];
    expect(JSON.stringify(initial?.ephemeral)).not.toContain('m.read.private');
  });

  // client-server-api/#typing-notifications
  it('typing is shown while it lasts', async () => {
    const { roomId, session } = await together();
    const path = `PUT ${roomPath(roomId)}/typing/${encodeURIComponent(alice.userId)}`;
    await alice.ask(path, { typing: true, timeout: 20_000 });
    const typing = (answer: SyncAnswer) => findIn(answer.rooms?.join?.[roomId]?.ephemeral?.events, 'm.typing');
    expect(await session.until(typing)).toEqual({ user_ids: [alice.userId] });
    await alice.ask(path, { typing: false });
    expect(await session.until(typing)).toEqual({ user_ids: [] });
    await alice.ask(path, { typing: true, timeout: 2_000 });
    expect(await session.until(typing)).toEqual({ user_ids: [alice.userId] });
    expect(await session.until(typing)).toEqual({ user_ids: [] });
    const other = `PUT ${roomPath(roomId)}/typing/${encodeURIComponent(bob.userId)}`;
    expect(await alice.refusal(other, { typing: true })).toEqual({ status: 403, errcode: 'M_FORBIDDEN' });
  });

  // client-server-api/#client-config
  it('account data reaches the other devices of the user and nobody else', async () => {
    const laptop = await logInClient(server.baseUrl, 'alice', 'LAPTOP');
    const { roomId, session } = await together();
    const mine = new SyncSession(laptop);
    await mine.next();
    await alice.ask(`PUT ${ofUser(alice, 'account_data/org.example')}`, { theme: 'dark' });
    expect(await mine.until(({ account_data }) => findIn(account_data?.events, 'org.example'))).toEqual({
      theme: 'dark',
    });
    await alice.ask(`PUT ${ofUser(alice, `rooms/${encodeURIComponent(roomId)}/account_data/org.example`)}`, { pin: 1 });
    const room = await mine.joined(roomId);
    expect(findIn(room.account_data?.events, 'org.example')).toEqual({ pin: 1 });
    expect(await laptop.ask(`GET ${ofUser(alice, 'account_data/org.example')}`)).toEqual({ theme: 'dark' });
    expect(await bob.refusal(`GET ${ofUser(alice, 'account_data/org.example')}`)).toEqual({
      status: 403,
      errcode: 'M_FORBIDDEN',
    });
    await sendMessage(alice, roomId, 'a sign');
    expect(JSON.stringify(await session.joined(roomId))).not.toContain('org.example');
  });

  // client-server-api/#room-tagging
  it('tags are set, listed, synced and deleted', async () => {
    const { roomId } = await together();
    const tags = ofUser(alice, `rooms/${encodeURIComponent(roomId)}/tags`);
    const mine = new SyncSession(alice);
    await mine.next();
    await alice.ask(`PUT ${tags}/m.favourite`, { order: 0.25 });
    expect(await alice.ask(`GET ${tags}`)).toEqual({ tags: { 'm.favourite': { order: 0.25 } } });
    const room = await mine.joined(roomId);
    expect(findIn(room.account_data?.events, 'm.tag')).toEqual({ tags: { 'm.favourite': { order: 0.25 } } });
    await alice.ask(`DELETE ${tags}/m.favourite`);
    expect(await alice.ask(`GET ${tags}`)).toEqual({ tags: {} });
  });

  // client-server-api/#fully-read-markers
  it('the fully read marker is account data of the room', async () => {
    const { roomId } = await together();
    const eventId = await sendMessage(alice, roomId, 'read me');
    const mine = new SyncSession(bob);
    await mine.next();
    await bob.ask(`POST ${roomPath(roomId)}/read_markers`, { 'm.fully_read': eventId, 'm.read': eventId });
    const marker = await mine.until(({ rooms }) => findIn(rooms?.join?.[roomId]?.account_data?.events, 'm.fully_read'));
    expect(marker).toEqual({ event_id: eventId });
  });

  it('a device that logs out is told to others as a changed device list', async () => {
    const { session } = await together();
    const laptop = await logInClient(server.baseUrl, 'alice', 'BORROWED');
    await uploadDeviceKeys(laptop);
    const changed = ({ device_lists }: SyncAnswer) =>
      device_lists?.changed?.includes(alice.userId) ? true : undefined;
    expect(await session.until(changed)).toBe(true);
    const query = async () =>
      (
        await bob.ask<{ device_keys: Record<string, object> }>('POST /v3/keys/query', {
          device_keys: { [alice.userId]: [] },
        })
      ).device_keys[alice.userId];
    expect(await query()).toHaveProperty(laptop.deviceId);
    await laptop.ask('POST /v3/logout');
    expect(await session.until(changed)).toBe(true);
    expect(await query()).not.toHaveProperty(laptop.deviceId);
  });
});

import {
  changeMembership,
  createRoom,
  logInClient,
  readMessages,
  registerClient,
  roomPath,
  sendMessage,
  setState,
  startServer,
  SyncSession,
  type TestClient,
  type TestEvent,
  type TestServer,
} from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const FORBIDDEN = { status: 403, errcode: 'M_FORBIDDEN' };

describe('rooms', () => {
  let server: TestServer;
  let alice: TestClient;
  let bob: TestClient;

  beforeAll(async () => {
    server = await startServer();
    alice = await registerClient(server.baseUrl, 'alice');
    bob = await registerClient(server.baseUrl, 'bob');
  });
  afterAll(() => server?.remove());

  const stateOf = (roomId: string, slot: string) => alice.ask(`GET ${roomPath(roomId)}/state/${slot}`);

  // client-server-api/#creation
  it.each([
    { preset: 'private_chat', rule: 'invite', guests: 'can_join' },
    { preset: 'trusted_private_chat', rule: 'invite', guests: 'can_join' },
    { preset: 'public_chat', rule: 'public', guests: 'forbidden' },
  ])('the preset $preset sets join rules, history visibility and guest access', async ({ preset, rule, guests }) => {
    const roomId = await createRoom(alice, { preset, name: 'Name', topic: 'Topic' });
    expect(await stateOf(roomId, 'm.room.join_rules/')).toMatchObject({ join_rule: rule });
    expect(await stateOf(roomId, 'm.room.history_visibility/')).toEqual({ history_visibility: 'shared' });
    const access = await alice.send(`GET ${roomPath(roomId)}/state/m.room.guest_access/`);
    // Absent means forbidden.
    expect(access.body['guest_access'] ?? 'forbidden').toBe(guests);
    expect(await stateOf(roomId, 'm.room.name/')).toEqual({ name: 'Name' });
    expect(await stateOf(roomId, 'm.room.topic/')).toMatchObject({ topic: 'Topic' });
  });

  it('events of a new room come in the order of the specification', async () => {
    const roomId = await createRoom(alice, {
      preset: 'public_chat',
      room_alias_name: 'order',
      name: 'Name',
      topic: 'Topic',
      initial_state: [{ type: 'org.example', state_key: 'a', content: { b: 1 } }],
      invite: [bob.userId],
    });
    const { chunk } = await readMessages(alice, roomId, { dir: 'f' });
    const types = chunk.map((event) => `${event.type}${event.state_key === bob.userId ? ' bob' : ''}`);
    const required = ['m.room.create', 'm.room.member', 'm.room.power_levels', 'm.room.canonical_alias'];
    expect(types.slice(0, 4)).toEqual(required);
    expect(types.slice(4, 7).toSorted()).toEqual(
      expect.arrayContaining(['m.room.history_visibility', 'm.room.join_rules']),
    );
    expect(types.slice(-4)).toEqual(['org.example', 'm.room.name', 'm.room.topic', 'm.room.member bob']);
  });

  it('an alias leads to its room until it is deleted', async () => {
    const roomId = await createRoom(alice, { preset: 'public_chat', room_alias_name: 'square' });
    const path = `/v3/directory/room/${encodeURIComponent('#square:localhost')}`;
    expect(await bob.ask(`GET ${path}`)).toEqual({ room_id: roomId, servers: ['localhost'] });
    expect(await bob.ask(`POST /v3/join/${encodeURIComponent('#square:localhost')}`, {})).toEqual({ room_id: roomId });
    expect(await alice.refusal(`PUT ${path}`, { room_id: roomId })).toEqual({ status: 409, errcode: 'M_UNKNOWN' });
    expect(await alice.refusal('POST /v3/createRoom', { room_alias_name: 'square' })).toMatchObject({
      errcode: 'M_ROOM_IN_USE',
    });
    expect(await bob.ask(`GET ${roomPath(roomId)}/aliases`)).toEqual({ aliases: ['#square:localhost'] });
    expect(await bob.refusal(`DELETE ${path}`)).toEqual(FORBIDDEN);
    await alice.ask(`DELETE ${path}`);
    expect(await bob.refusal(`GET ${path}`)).toEqual({ status: 404, errcode: 'M_NOT_FOUND' });
    expect(await bob.ask(`GET ${roomPath(roomId)}/state/m.room.canonical_alias`)).toEqual({});
  });

  it('a new display name reaches the rooms of the user', async () => {
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    await changeMembership(bob, roomId, { action: 'join' });
    const session = new SyncSession(alice);
    await session.next();
    await bob.ask(`PUT /v3/profile/${encodeURIComponent(bob.userId)}/displayname`, { displayname: 'Robert' });
    const event = await session.until(({ rooms }) =>
      rooms?.join?.[roomId]?.timeline?.events.find((each) => each.state_key === bob.userId),
    );
    expect(event.content).toMatchObject({ membership: 'join', displayname: 'Robert' });
    expect(event.unsigned?.['prev_content']).toMatchObject({ membership: 'join' });
    expect(await alice.ask(`GET /v3/profile/${encodeURIComponent(bob.userId)}`)).toMatchObject({
      displayname: 'Robert',
    });
  });

  it('power levels say who may do what', async () => {
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    await changeMembership(bob, roomId, { action: 'join' });
    expect(await bob.refusal(`PUT ${roomPath(roomId)}/state/m.room.name/`, { name: 'Mine' })).toEqual(FORBIDDEN);
    const levels = await stateOf(roomId, 'm.room.power_levels/');
    const users = { ...(levels['users'] as object), [bob.userId]: 50 };
    await setState(alice, roomId, { type: 'm.room.power_levels', content: { ...levels, users } });
    await setState(bob, roomId, { type: 'm.room.name', content: { name: 'Ours' } });
    expect(await stateOf(roomId, 'm.room.name/')).toEqual({ name: 'Ours' });
  });

  // client-server-api/#transaction-identifiers
  it('a repeated transaction is one event, also when its requests are concurrent', async () => {
    const roomId = await createRoom(alice);
    const same = await Promise.all(
      Array.from({ length: 10 }, () => sendMessage(alice, roomId, { text: 'once', txnId: 'same' })),
    );
    expect(new Set(same).size).toBe(1);
    expect(await sendMessage(alice, roomId, { text: 'once', txnId: 'same' })).toBe(same[0]);
    const laptop = await logInClient(server.baseUrl, 'alice');
    expect(await sendMessage(laptop, roomId, { text: 'of another device', txnId: 'same' })).not.toBe(same[0]);
    const { chunk } = await readMessages(alice, roomId);
    expect(chunk.filter((event) => event.type === 'm.room.message')).toHaveLength(2);
  });

  it('only the sending device is told the transaction ID', async () => {
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    await changeMembership(bob, roomId, { action: 'join' });
    const laptop = await logInClient(server.baseUrl, 'alice');
    const eventId = await sendMessage(alice, roomId, { text: 'hello', txnId: 'told' });
    for (const [client, expected] of [
      [alice, 'told'],
      [laptop, undefined],
      [bob, undefined],
    ] as const) {
      const event = await client.ask<TestEvent>(`GET ${roomPath(roomId)}/event/${encodeURIComponent(eventId)}`);
      expect(event.unsigned?.['transaction_id']).toBe(expected);
      const room = (await new SyncSession(client).next()).rooms?.join?.[roomId];
      const synced = room?.timeline?.events.find((each) => each.event_id === eventId);
      expect(synced?.unsigned?.['transaction_id']).toBe(expected);
    }
  });

  // client-server-api/#redactions
  it('a redacted event has lost its content on every path', async () => {
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    await changeMembership(bob, roomId, { action: 'join' });
    const live = new SyncSession(bob);
    await live.next();
    const eventId = await sendMessage(alice, roomId, 'secret');
    const stateId = await setState(alice, roomId, { type: 'm.room.topic', content: { topic: 'secret' } });
    await live.caughtUp();
    expect(JSON.stringify(await live.joined(roomId))).toContain('secret');
    const path = `PUT ${roomPath(roomId)}/redact/${encodeURIComponent(eventId)}`;
    expect(await bob.refusal(`${path}/1`, {})).toEqual(FORBIDDEN);
    const { event_id: redaction } = await alice.ask<{ event_id: string }>(`${path}/1`, { reason: 'slip' });
    await alice.ask(`PUT ${roomPath(roomId)}/redact/${encodeURIComponent(stateId)}/2`, {});

    await live.caughtUp();
    const redactions = await live.joined(roomId);
    expect(redactions.timeline?.events.find((event) => event.event_id === redaction)).toMatchObject({
      type: 'm.room.redaction',
      content: { reason: 'slip', redacts: eventId },
    });
    const event = await bob.ask<TestEvent>(`GET ${roomPath(roomId)}/event/${encodeURIComponent(eventId)}`);
    expect(event.content).toEqual({});
    expect(event.unsigned?.['redacted_because']).toMatchObject({ event_id: redaction, sender: alice.userId });
    for (const target of [
      `${roomPath(roomId)}/messages?dir=b&limit=50`,
      `${roomPath(roomId)}/context/${encodeURIComponent(redaction)}`,
      `${roomPath(roomId)}/state`,
      `${roomPath(roomId)}/state/m.room.topic/`,
      '/v3/sync?full_state=true',
      `/v3/sync?filter=${encodeURIComponent('{"room":{"timeline":{"limit":50}}}')}`,
    ]) {
      expect(`${target}: ${JSON.stringify(await bob.ask(`GET ${target}`))}`).not.toContain('secret');
    }
  });

  it('pages of messages neither repeat nor skip, in both directions', async () => {
    const roomId = await createRoom(alice);
    const sent: string[] = [];
    for (let number = 0; number < 50; number++) sent.push(await sendMessage(alice, roomId, `message ${number}`));
    for (const dir of ['b', 'f']) {
      const seen: string[] = [];
      let from: string | undefined;
      for (let page = 0; page < 30; page++) {
        const { chunk, end } = await readMessages(alice, roomId, { dir, limit: 7, from });
        seen.push(...chunk.filter((event) => event.type === 'm.room.message').map((event) => event.event_id));
        from = end;
        if (from === undefined) break;
      }
      expect(seen).toEqual(dir === 'b' ? sent.toReversed() : sent);
    }
  });
});

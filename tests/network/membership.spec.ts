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
  SyncSession,
  type TestClient,
  type TestServer,
} from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const FORBIDDEN = { status: 403, errcode: 'M_FORBIDDEN' };

/** client-server-api/#room-membership */
describe('membership', () => {
  let server: TestServer;
  let alice: TestClient;
  let bob: TestClient;
  let carol: TestClient;

  beforeAll(async () => {
    server = await startServer();
    alice = await registerClient(server.baseUrl, 'alice');
    bob = await registerClient(server.baseUrl, 'bob');
    carol = await registerClient(server.baseUrl, 'carol');
  });
  afterAll(() => server?.remove());

  const joinedRooms = async (client: TestClient) =>
    (await client.ask<{ joined_rooms: string[] }>('GET /v3/joined_rooms')).joined_rooms;
  const membershipOf = (roomId: string, { userId }: TestClient) =>
    alice.ask(`GET ${roomPath(roomId)}/state/m.room.member/${encodeURIComponent(userId)}`);

  it('a room that is not public is joined by invitation only', async () => {
    const roomId = await createRoom(alice, { preset: 'private_chat', name: 'Quiet' });
    expect(await bob.refusal(`POST ${roomPath(roomId)}/join`, {})).toEqual(FORBIDDEN);
    await changeMembership(alice, roomId, { action: 'invite', user_id: bob.userId, reason: 'come in' });
    const { rooms } = await new SyncSession(bob).next();
    const invite = rooms?.invite?.[roomId]?.invite_state.events;
    expect(invite?.find((event) => event.type === 'm.room.name')?.content).toEqual({ name: 'Quiet' });
    const own = invite?.find((event) => event.state_key === bob.userId);
    expect(own).toMatchObject({ sender: alice.userId, content: { membership: 'invite', reason: 'come in' } });
    await changeMembership(bob, roomId, { action: 'join' });
    expect(await joinedRooms(bob)).toContain(roomId);
    expect(await membershipOf(roomId, bob)).toMatchObject({ membership: 'join' });
  });

  it('an invite can be refused, which takes it out of sync', async () => {
    const roomId = await createRoom(alice, { invite: [bob.userId] });
    const session = new SyncSession(bob);
    expect(Object.keys((await session.next()).rooms?.invite ?? {})).toContain(roomId);
    await changeMembership(bob, roomId, { action: 'leave' });
    const left = await session.until(({ rooms }) => rooms?.leave?.[roomId]);
    expect(left).toBeDefined();
    expect((await new SyncSession(bob).next()).rooms?.invite?.[roomId]).toBeUndefined();
    expect(await membershipOf(roomId, bob)).toMatchObject({ membership: 'leave' });
  });

  it('an invite says that the room is a direct chat and shows who is there', async () => {
    const roomId = await createRoom(alice, { preset: 'trusted_private_chat', is_direct: true, invite: [bob.userId] });
    const events = (await new SyncSession(bob).next()).rooms?.invite?.[roomId]?.invite_state.events ?? [];
    const own = events.find((event) => event.type === 'm.room.member' && event.state_key === bob.userId);
    expect(own?.content).toMatchObject({ membership: 'invite', is_direct: true });
    const types = events.map((event) => event.type);
    expect(types).toEqual(expect.arrayContaining(['m.room.create', 'm.room.join_rules', 'm.room.member']));
    expect(types).not.toContain('m.room.power_levels');
    await changeMembership(bob, roomId, { action: 'join' });
    // Whoever is invited to a trusted chat may do what its creator may.
    await setState(bob, roomId, { type: 'm.room.name', content: { name: 'Ours' } });
  });

  it('only members may invite, and nobody who is in already', async () => {
    const roomId = await createRoom(alice, { preset: 'private_chat' });
    expect(await bob.refusal(`POST ${roomPath(roomId)}/invite`, { user_id: carol.userId })).toEqual(FORBIDDEN);
    expect(await alice.refusal(`POST ${roomPath(roomId)}/invite`, { user_id: alice.userId })).toEqual(FORBIDDEN);
    const unknown = await alice.refusal('POST /v3/rooms/!unknown/invite', { user_id: bob.userId });
    expect(unknown).toEqual(FORBIDDEN);
  });

  it('whoever is kicked sees it and may come back to a public room', async () => {
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    await changeMembership(bob, roomId, { action: 'join' });
    const session = new SyncSession(bob);
    await session.next();
    expect(await bob.refusal(`POST ${roomPath(roomId)}/kick`, { user_id: alice.userId })).toEqual(FORBIDDEN);
    await changeMembership(alice, roomId, { action: 'kick', user_id: bob.userId, reason: 'a pause' });
    const left = await session.until(({ rooms }) => rooms?.leave?.[roomId]);
    const kick = left.timeline?.events.at(-1);
    expect(kick).toMatchObject({ sender: alice.userId, content: { membership: 'leave', reason: 'a pause' } });
    expect(await bob.refusal(`PUT ${roomPath(roomId)}/send/m.room.message/1`, { body: 'no' })).toEqual(FORBIDDEN);
    await changeMembership(bob, roomId, { action: 'join' });
    expect(await joinedRooms(bob)).toContain(roomId);
  });

  it('whoever is banned stays out until unbanned', async () => {
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    await changeMembership(bob, roomId, { action: 'join' });
    await changeMembership(alice, roomId, { action: 'ban', user_id: bob.userId });
    expect(await membershipOf(roomId, bob)).toMatchObject({ membership: 'ban' });
    expect(await bob.refusal(`POST ${roomPath(roomId)}/join`, {})).toEqual(FORBIDDEN);
    expect(await alice.refusal(`POST ${roomPath(roomId)}/invite`, { user_id: bob.userId })).toEqual(FORBIDDEN);
    await changeMembership(alice, roomId, { action: 'unban', user_id: bob.userId });
    expect(await membershipOf(roomId, bob)).toMatchObject({ membership: 'leave' });
    await changeMembership(bob, roomId, { action: 'join' });
  });

  it('nobody is unbanned who is not banned', async () => {
    const roomId = await createRoom(alice);
    const { status } = await alice.refusal(`POST ${roomPath(roomId)}/unban`, { user_id: bob.userId });
    expect(status).toBe(403);
  });

  it('a room can be forgotten only after leaving, and is gone then', async () => {
    const roomId = await createRoom(alice, { preset: 'public_chat' });
    await changeMembership(bob, roomId, { action: 'join' });
    await sendMessage(alice, roomId, 'before');
    expect(await bob.refusal(`POST ${roomPath(roomId)}/forget`, {})).toEqual({ status: 400, errcode: 'M_UNKNOWN' });
    await changeMembership(bob, roomId, { action: 'leave' });
    expect(bodiesOf((await readMessages(bob, roomId)).chunk)).toEqual(['before']);
    await changeMembership(bob, roomId, { action: 'forget' });
    expect(await bob.refusal(`GET ${roomPath(roomId)}/messages?dir=b`)).toEqual(FORBIDDEN);
    const filter = JSON.stringify({ room: { include_leave: true } });
    expect((await new SyncSession(bob, { filter }).next()).rooms?.leave?.[roomId]).toBeUndefined();
  });

  it('a knock asks for an invite', async () => {
    const roomId = await createRoom(alice, {
      name: 'Guarded',
      initial_state: [{ type: 'm.room.join_rules', content: { join_rule: 'knock' } }],
    });
    expect(await bob.refusal(`POST ${roomPath(roomId)}/join`, {})).toEqual(FORBIDDEN);
    await bob.ask(`POST /v3/knock/${encodeURIComponent(roomId)}`, { reason: 'may I?' });
    const knock = (await new SyncSession(bob).next()).rooms?.knock?.[roomId]?.knock_state.events;
    expect(knock?.find((event) => event.type === 'm.room.name')?.content).toEqual({ name: 'Guarded' });
    expect(await membershipOf(roomId, bob)).toMatchObject({ membership: 'knock', reason: 'may I?' });
    await changeMembership(alice, roomId, { action: 'invite', user_id: bob.userId });
    await changeMembership(bob, roomId, { action: 'join' });
    expect(await joinedRooms(bob)).toContain(roomId);
  });

  it('a knock is refused where the room does not take any', async () => {
    const roomId = await createRoom(alice);
    expect(await bob.refusal(`POST /v3/knock/${encodeURIComponent(roomId)}`, {})).toEqual(FORBIDDEN);
  });

  it('a restricted room is joined by members of the room that it names', async () => {
    const space = await createRoom(alice, { preset: 'public_chat' });
    const rule = { join_rule: 'restricted', allow: [{ type: 'm.room_membership', room_id: space }] };
    const roomId = await createRoom(alice, { initial_state: [{ type: 'm.room.join_rules', content: rule }] });
    expect(await bob.refusal(`POST ${roomPath(roomId)}/join`, {})).toEqual(FORBIDDEN);
    await changeMembership(bob, space, { action: 'join' });
    await changeMembership(bob, roomId, { action: 'join' });
    expect(await membershipOf(roomId, bob)).toMatchObject({
      membership: 'join',
      join_authorised_via_users_server: alice.userId,
    });
  });

  it('a state event about membership is held to the same rules', async () => {
    const roomId = await createRoom(alice, { preset: 'private_chat' });
    const path = `PUT ${roomPath(roomId)}/state/m.room.member/${encodeURIComponent(bob.userId)}`;
    expect(await bob.refusal(path, { membership: 'join' })).toEqual(FORBIDDEN);
    expect(await alice.refusal(path, { membership: 'join' })).toEqual(FORBIDDEN);
    await setState(alice, roomId, { type: 'm.room.member', stateKey: bob.userId, content: { membership: 'invite' } });
    await changeMembership(bob, roomId, { action: 'join' });
    expect(await joinedRooms(bob)).toContain(roomId);
  });
});

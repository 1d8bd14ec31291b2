import {
  bodiesOf,
  changeMembership,
  createRoom,
  newTxnId,
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
const BAD_JSON = { status: 400, errcode: 'M_BAD_JSON' };
const VERSIONS = Array.from({ length: 12 }, (_, index) => index + 1);

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

const eventPath = (roomId: string, eventId: string, what = 'event') =>
  `${roomPath(roomId)}/${what}/${encodeURIComponent(eventId)}`;

const contentOf = (roomId: string, type: string, client = alice): Promise<Record<string, unknown>> =>
  client.ask(`GET ${roomPath(roomId)}/state/${type}/`);

const join = (client: TestClient, roomId: string): Promise<void> =>
  changeMembership(client, roomId, { action: 'join' });

/** @returns the ID of the redaction */
async function redact(client: TestClient, roomId: string, eventId: string): Promise<string> {
  const target = `PUT ${eventPath(roomId, eventId, 'redact')}/${newTxnId()}`;
  return (await client.ask<{ event_id: string }>(target, { reason: 'spam' })).event_id;
}

/** rooms/#feature-matrix, rooms/v1, rooms/v3, rooms/v4: "Event IDs" */
describe.each(VERSIONS)('a room of version %i', (version) => {
  const create = (body: object = {}): Promise<string> =>
    createRoom(alice, { room_version: String(version), preset: 'public_chat', ...body });

  /** A message whose ID has to be escaped in a path, where the version has such IDs. */
  async function sendAwkward(roomId: string): Promise<string> {
    for (let tries = 0; tries < 500; tries++) {
      const eventId = await sendMessage(bob, roomId, 'awkward');
      if (version !== 3 || (eventId.includes('/') && eventId.includes('+'))) return eventId;
    }
    throw new Error('no such event ID');
  }

  it('is offered, and says what it is', async () => {
    const { capabilities } = await alice.ask<{ capabilities: Record<string, unknown> }>('GET /v3/capabilities');
    expect(capabilities['m.room_versions']).toMatchObject({ default: '12', available: { [version]: 'stable' } });
    const roomId = await create();
    const content = await contentOf(roomId, 'm.room.create');
    expect(content['room_version']).toBe(String(version));
    expect(content['creator']).toBe(version <= 10 ? alice.userId : undefined);
    expect(roomId.includes(':')).toBe(version < 12);
  });

  it('is read in every way', async () => {
    const roomId = await create({ name: 'Name', room_alias_name: `version-${version}` });
    await join(bob, roomId);
    const session = new SyncSession(alice);
    await session.next();
    const eventId = await sendAwkward(roomId);
    const form = version <= 2 ? /^\$[^:]+:localhost$/ : version === 3 ? /^\$[\w+/]{43}$/ : /^\$[\w-]{43}$/;
    expect(eventId).toMatch(form);
    const isIt = (event: TestEvent): boolean => event.event_id === eventId;

    const event = await alice.ask<TestEvent>(`GET ${eventPath(roomId, eventId)}`);
    expect(event).toMatchObject({ event_id: eventId, room_id: roomId, content: { body: 'awkward' } });
    const told = await session.until(({ rooms }) => rooms?.join?.[roomId]?.timeline?.events.find(isIt));
    expect(told.content).toEqual(event.content);
    expect((await readMessages(alice, roomId)).chunk.find(isIt)?.content).toEqual(event.content);
    const context = await alice.ask<{ event: TestEvent; events_before: TestEvent[]; state: TestEvent[] }>(
      `GET ${eventPath(roomId, eventId, 'context')}`,
    );
    expect(context.event.event_id).toBe(eventId);
    expect(context.events_before).not.toHaveLength(0);
    expect(context.state.map(({ type }) => type)).toContain('m.room.create');
    const { chunk } = await alice.ask<{ chunk: TestEvent[] }>(`GET ${roomPath(roomId)}/members`);
    expect(new Set(chunk.map((member) => member.state_key))).toEqual(new Set([alice.userId, bob.userId]));
    const state = await alice.ask<TestEvent[]>(`GET ${roomPath(roomId)}/state`);
    expect(state.find(({ type }) => type === 'm.room.name')?.content).toEqual({ name: 'Name' });
    await alice.ask(`POST ${roomPath(roomId)}/receipt/m.read/${encodeURIComponent(eventId)}`, {});
    await session.until(({ rooms }) =>
      rooms?.join?.[roomId]?.ephemeral?.events.find(({ content }) => eventId in content),
    );
  });

  it('shows no member of the federation format', async () => {
    const roomId = await create();
    const event = await alice.ask<object>(`GET ${eventPath(roomId, await sendMessage(alice, roomId, 'hello'))}`);
    const known = ['type', 'content', 'sender', 'event_id', 'origin_server_ts', 'room_id', 'unsigned'];
    expect(known).toEqual(expect.arrayContaining(Object.keys(event)));
  });

  it('is one event for a repeated transaction, redactions too', async () => {
    const roomId = await create();
    await join(bob, roomId);
    const message = { text: 'once', txnId: newTxnId() };
    const eventId = await sendMessage(bob, roomId, message);
    expect(await sendMessage(bob, roomId, message)).toBe(eventId);
    const target = `PUT ${eventPath(roomId, await sendAwkward(roomId), 'redact')}/${newTxnId()}`;
    expect(await bob.ask(target, {})).toEqual(await bob.ask(target, {}));
  });

  it('is moderated: redactions name their target in both places', async () => {
    const roomId = await create();
    await join(bob, roomId);
    const spam = await sendAwkward(roomId);
    const mine = await sendMessage(alice, roomId, 'mine');
    expect(await bob.refusal(`PUT ${eventPath(roomId, mine, 'redact')}/1`, {})).toEqual(FORBIDDEN);
    const nothing = `PUT ${eventPath(roomId, '$nothing:localhost', 'redact')}/1`;
    expect(await alice.refusal(nothing, {})).toEqual({ status: 404, errcode: 'M_NOT_FOUND' });
    const redaction = await redact(alice, roomId, spam);
    const seen = await bob.ask<TestEvent>(`GET ${eventPath(roomId, spam)}`);
    expect(seen.content).toEqual({});
    expect(seen.unsigned?.['redacted_because']).toMatchObject({ event_id: redaction, redacts: spam });
    const told = await bob.ask<TestEvent>(`GET ${eventPath(roomId, redaction)}`);
    expect(told).toMatchObject({ redacts: spam, content: { redacts: spam, reason: 'spam' } });
    await changeMembership(alice, roomId, { action: 'kick', user_id: bob.userId });
    await join(bob, roomId);
    await changeMembership(alice, roomId, { action: 'ban', user_id: bob.userId });
    expect(await bob.refusal(`POST ${roomPath(roomId)}/join`, {})).toEqual(FORBIDDEN);
    await changeMembership(alice, roomId, { action: 'unban', user_id: bob.userId });
    await changeMembership(alice, roomId, { action: 'invite', user_id: bob.userId });
    await join(bob, roomId);
    await redact(bob, roomId, await sendMessage(bob, roomId, 'regretted'));
    const left = bodiesOf((await readMessages(alice, roomId)).chunk);
    expect(left.filter((body) => body !== 'awkward')).toEqual(['mine']);
  });

  it(`is ${version < 7 ? 'not ' : ''}knocked on, is ${version < 8 ? 'not ' : ''}joined from another room`, async () => {
    const knocked = await create({ preset: 'private_chat' });
    await setState(alice, knocked, { type: 'm.room.join_rules', content: { join_rule: 'knock' } });
    const knock = await bob.send(`POST /v3/knock/${encodeURIComponent(knocked)}`, { body: {} });
    expect(knock.status).toBe(version < 7 ? 403 : 200);
    if (version >= 7) {
      await changeMembership(alice, knocked, { action: 'invite', user_id: bob.userId });
      await join(bob, knocked);
    }
    const restricted = await create({ preset: 'private_chat' });
    const lobby = await create();
    await join(bob, lobby);
    const allow = [{ type: 'm.room_membership', room_id: lobby }];
    await setState(alice, restricted, { type: 'm.room.join_rules', content: { join_rule: 'restricted', allow } });
    expect((await bob.send(`POST ${roomPath(restricted)}/join`, { body: {} })).status).toBe(version < 8 ? 403 : 200);
    expect(await carol.refusal(`POST ${roomPath(restricted)}/join`, {})).toEqual(FORBIDDEN);
  });

  // The specification lets versions 1 to 5 hold more; what clients send is canonical JSON everywhere.
  it.each(['1.5', '1.0', '1e3', '-0', '9007199254740992'])('takes no number %s from clients', async (number) => {
    const roomId = await create();
    const target = `PUT ${roomPath(roomId)}/send/m.room.message/${newTxnId()}`;
    expect(await alice.refusal(target, `{"msgtype":"m.text","body":"","n":${number}}`)).toEqual(BAD_JSON);
    const levels = `PUT ${roomPath(roomId)}/state/m.room.power_levels`;
    expect(await alice.refusal(levels, `{"users":{"${bob.userId}":${number}}}`)).toEqual(BAD_JSON);
    expect(await alice.refusal(levels, `{"users":{"${bob.userId}":"${number}"}}`)).toEqual(BAD_JSON);
    const content = `{"room_version":"${version}","creation_content":{"n":${number}}}`;
    expect(await alice.refusal('POST /v3/createRoom', content)).toEqual(BAD_JSON);
  });

  it(`has aliases ${version < 6 ? 'that every member may list' : 'as any other state'}`, async () => {
    const roomId = await create();
    await join(bob, roomId);
    const target = `PUT ${roomPath(roomId)}/state/m.room.aliases/localhost`;
    const content = { aliases: ['#a:localhost'] };
    expect((await bob.send(target, { body: content })).status).toBe(version < 6 ? 200 : 403);
    expect(await carol.refusal(target, content)).toEqual(FORBIDDEN);
  });

  it('belongs to its creators together in a trusted chat', async () => {
    const additional = version === 12 ? { additional_creators: [carol.userId] } : {};
    const creation_content = { ...additional, predecessor: { room_id: '!old:localhost' } };
    const roomId = await create({ preset: 'trusted_private_chat', invite: [bob.userId], creation_content });
    await join(bob, roomId);
    const created = await contentOf(roomId, 'm.room.create');
    expect(created['predecessor']).toEqual({ room_id: '!old:localhost' });
    const creators = version === 12 ? [carol.userId, bob.userId] : undefined;
    expect(created['additional_creators']).toEqual(creators);
    const levels = await contentOf(roomId, 'm.room.power_levels');
    const users = version === 12 ? {} : { [alice.userId]: 100, [bob.userId]: 100 };
    expect(levels['users']).toEqual(users);
    await setState(bob, roomId, { type: 'm.room.tombstone', content: { body: '', replacement_room: '!new' } });
  });

  it('is upgraded to the next version, and its members follow', async () => {
    const newVersion = String(version === 12 ? 12 : version + 1);
    const alias = `#moves-${version}:localhost`;
    const oldRoom = await create({ name: 'Name', room_alias_name: `moves-${version}` });
    await join(bob, oldRoom);
    const target = `POST ${roomPath(oldRoom)}/upgrade`;
    expect(await bob.refusal(target, { new_version: newVersion })).toEqual(FORBIDDEN);
    const last = await sendMessage(bob, oldRoom, 'last');
    const session = new SyncSession(bob);
    await session.next();
    const { replacement_room: newRoom } = await alice.ask<Record<string, string>>(target, { new_version: newVersion });
    if (newRoom === undefined) throw new Error('no room');
    const tombstone = await session.until(({ rooms }) =>
      rooms?.join?.[oldRoom]?.timeline?.events.find(({ type }) => type === 'm.room.tombstone'),
    );
    expect(tombstone.content).toMatchObject({ replacement_room: newRoom, body: expect.any(String) });
    await bob.ask(`POST /v3/join/${encodeURIComponent(alias)}`, {});
    await sendMessage(bob, newRoom, 'here');
    expect(await contentOf(newRoom, 'm.room.create', bob)).toMatchObject({
      room_version: newVersion,
      predecessor: { room_id: oldRoom, event_id: last },
    });
    expect(await contentOf(newRoom, 'm.room.canonical_alias', bob)).toEqual({ alias });
    expect(await bob.refusal(`PUT ${roomPath(oldRoom)}/send/m.room.message/x`, { body: 'no' })).toEqual(FORBIDDEN);
    expect(await alice.ask(target, { new_version: newVersion })).toEqual({ replacement_room: newRoom });
  });
});

/** client-server-api/#post_matrixclientv3roomsroomidupgrade */
describe('an upgrade', () => {
  it.each([
    [{}, { status: 400, errcode: 'M_BAD_JSON' }],
    [{ new_version: 12 }, { status: 400, errcode: 'M_BAD_JSON' }],
    [{ new_version: 'next' }, { status: 400, errcode: 'M_UNSUPPORTED_ROOM_VERSION' }],
    [
      { new_version: '12', additional_creators: 'bob' },
      { status: 400, errcode: 'M_BAD_JSON' },
    ],
    [
      { new_version: '12', additional_creators: ['bob'] },
      { status: 400, errcode: 'M_INVALID_PARAM' },
    ],
  ])('that asks for %j is refused', async (body, refusal) => {
    const roomId = await createRoom(alice);
    expect(await alice.refusal(`POST ${roomPath(roomId)}/upgrade`, body)).toEqual(refusal);
  });

  it('of a room that is not there, or of others, is forbidden', async () => {
    const body = { new_version: '12' };
    expect(await alice.refusal('POST /v3/rooms/!nowhere/upgrade', body)).toEqual(FORBIDDEN);
    const roomId = await createRoom(bob);
    expect(await alice.refusal(`POST ${roomPath(roomId)}/upgrade`, body)).toEqual(FORBIDDEN);
  });

  it('takes along what users set for themselves', async () => {
    const oldRoom = await createRoom(alice, { preset: 'public_chat' });
    await join(bob, oldRoom);
    const rule = (roomId: string): string => `/v3/pushrules/global/room/${encodeURIComponent(roomId)}`;
    for (const client of [alice, bob]) {
      const tags = `/v3/user/${encodeURIComponent(client.userId)}/rooms/${encodeURIComponent(oldRoom)}/tags`;
      await client.ask(`PUT ${tags}/m.favourite`, { order: 0.5 });
      await client.ask(`PUT ${rule(oldRoom)}`, { actions: [] });
    }
    const target = `POST ${roomPath(oldRoom)}/upgrade`;
    const { replacement_room: newRoom = '' } = await alice.ask<Record<string, string>>(target, { new_version: '12' });
    await join(bob, newRoom);
    for (const client of [alice, bob]) {
      const tags = `/v3/user/${encodeURIComponent(client.userId)}/rooms/${encodeURIComponent(newRoom)}/tags`;
      expect(await client.ask(`GET ${tags}`)).toEqual({ tags: { 'm.favourite': { order: 0.5 } } });
      expect(await client.ask(`GET ${rule(newRoom)}`)).toMatchObject({ actions: [], enabled: true });
    }
  });

  it('is made once by many at once', async () => {
    const roomId = await createRoom(alice, { room_version: '11' });
    const target = `POST ${roomPath(roomId)}/upgrade`;
    const asked = Array.from({ length: 6 }, () => alice.ask<Record<string, string>>(target, { new_version: '12' }));
    const rooms = new Set((await Promise.all(asked)).map(({ replacement_room }) => replacement_room));
    expect(rooms.size).toBe(1);
  });
});

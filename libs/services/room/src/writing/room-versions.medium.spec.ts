import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userLogMigrations } from '@chappe/event-log';
import {
  authEventIdsOf,
  checkAuthEvents,
  eventIdOf,
  graphEdge,
  prevEventIdsOf,
  ROOM_VERSIONS,
  type Pdu,
  type RoomVersionRules,
} from '@chappe/events';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { message, state } from '../fixtures/requests.js';
import { startRoom, type RunningRoom } from '../fixtures/start-room.js';
import { pduOf, TestRoom } from '../fixtures/test-room.js';
import { roomMigrations } from '../migrations/room-migrations.js';

const ALICE = '@alice:test.example';
const BOB = '@bob:test.example';
const EVE = '@eve:test.example';
const FORBIDDEN = { errcode: 'M_FORBIDDEN', status: 403 };

let database: TestDatabase;
let running: RunningRoom;

const start = (): Promise<RunningRoom> => startRoom(database.postgres, { takeOverLeases: true });

beforeAll(async () => {
  database = await createTestDatabase([userLogMigrations, roomMigrations]);
  running = await start();
});
afterAll(async () => {
  await running.stop();
  await database.drop();
});

/** Every event of a room names its predecessors and what allows it as the room version wants it. */
async function expectSoundGraph(testRoom: TestRoom, rules: RoomVersionRules): Promise<void> {
  const known = new Map<string, Pdu>();
  for (const stored of await testRoom.everything()) {
    const pdu = pduOf(stored);
    const edgesTo = (eventIds: string[]) => eventIds.map((id) => graphEdge(id, known.get(id) as Pdu, rules));
    expect(eventIdOf(pdu, rules)).toBe(stored.eventId);
    expect(pdu.prev_events).toEqual(edgesTo(prevEventIdsOf(pdu)));
    expect(pdu.auth_events).toEqual(edgesTo(authEventIdsOf(pdu)));
    expect(prevEventIdsOf(pdu)).toEqual([...known.keys()].slice(-1));
    const authEvents = authEventIdsOf(pdu).map((id) => ({ pdu: known.get(id) as Pdu, rejected: false }));
    expect(checkAuthEvents(pdu, authEvents, rules)).toEqual({ allowed: true });
    known.set(stored.eventId, pdu);
  }
}

describe.each(ROOM_VERSIONS)('a room of version $version', (rules) => {
  const { version } = rules;
  const create = (): Promise<TestRoom> =>
    TestRoom.create(running.client, ALICE, { room_version: version, preset: 'public_chat', name: 'Name' });

  it('has a graph whose events name earlier ones as the version wants it, also after a restart', async () => {
    const testRoom = await create();
    await testRoom.join(BOB);
    const spam = await testRoom.say(BOB, 'spam');
    const name = await testRoom.set('m.room.name', { name: 'Other' });
    await testRoom.redact(spam);
    await testRoom.redact(name);
    await running.stop();
    running = await start();
    const again = testRoom.at(running.client);
    await again.say(BOB, 'after the restart');
    await again.set('m.room.topic', { topic: 'after the restart' });
    await expectSoundGraph(again, rules);
  });

  it('has event IDs of the form that the version gives them, of at most 255 bytes', async () => {
    const eventId = await (await create()).say(ALICE, 'hello');
    const form = {
      member: /^\$[A-Za-z0-9]{18}:test\.example$/,
      base64_hash: /^\$[A-Za-z0-9+/]{43}$/,
      url_safe_hash: /^\$[A-Za-z0-9_-]{43}$/,
    };
    expect(eventId).toMatch(form[rules.eventIds]);
  });

  it('lets nobody redact events of others without the power for it', async () => {
    const testRoom = await create();
    await testRoom.join(BOB);
    const redacts = await testRoom.say(ALICE, 'mine');
    const redaction = { ...message(testRoom.roomId, BOB, { body: '' }), eventType: 'm.room.redaction', redacts };
    const sent = running.client.sendEvent({ ...redaction, content: Buffer.from('{}') });
    await expect(sent).rejects.toMatchObject(FORBIDDEN);
    await expect(testRoom.redact('$nothing:test.example')).rejects.toMatchObject({ errcode: 'M_NOT_FOUND' });
  });

  // rooms/v1, "Authorisation rules", rule 4; from version 6 on aliases are state as any other.
  it('takes m.room.aliases of its members as the version says, and of nobody else', async () => {
    const testRoom = await create();
    await testRoom.join(BOB);
    const set = async (sender: string, stateKey: string): Promise<unknown> => {
      const aliases = { type: 'm.room.aliases', stateKey, content: { aliases: ['#a:test.example'] } };
      return running.client.sendEvent(state(testRoom.roomId, sender, aliases)).catch((error: unknown) => error);
    };
    const done = { eventId: expect.stringMatching(/^\$/) };
    expect(await set(BOB, 'test.example')).toMatchObject(rules.aliasesRule ? done : FORBIDDEN);
    expect(await set(ALICE, 'other.example')).toMatchObject(rules.aliasesRule ? FORBIDDEN : done);
    expect(await set(EVE, 'test.example')).toMatchObject(FORBIDDEN);
  });

  it.each([{ users: { [BOB]: '50' } }, { ban: 1.5 }, { events: { 'm.room.name': '0' } }, { kick: 2 ** 60 }])(
    'refuses %j as power levels with M_BAD_JSON',
    async (content) => {
      const wrong = (await create()).set('m.room.power_levels', content);
      await expect(wrong).rejects.toMatchObject({ errcode: 'M_BAD_JSON', status: 400 });
      const body = { room_version: version, power_level_content_override: content };
      const room = TestRoom.create(running.client, ALICE, body);
      await expect(room).rejects.toMatchObject({ errcode: 'M_BAD_JSON', status: 400 });
    },
  );

  it.each(['1.5', '9007199254740992', '{"a":[1e-1]}'])('refuses a message with the number %s', async (number) => {
    const { roomId } = await create();
    const event = { ...message(roomId, ALICE, { body: '' }), content: Buffer.from(`{"n":${number}}`) };
    await expect(running.client.sendEvent(event)).rejects.toMatchObject({ errcode: 'M_BAD_JSON', status: 400 });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SendEventRequest } from '@chappe/contracts';
import { userLogMigrations } from '@chappe/event-log';
import type { RoomId } from '@chappe/events';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { membership, room as roomRequest, state } from '../fixtures/requests.js';
import { startRoom, type RunningRoom } from '../fixtures/start-room.js';
import { nameOf, TestRoom } from '../fixtures/test-room.js';
import { roomMigrations } from '../migrations/room-migrations.js';
import { HEAD_STATE_BYTES_MAX, MEMBER_EVENT_BYTES_MAX } from '../room.limits.js';
import { RoomHeads } from './room-heads.js';

const ALICE = '@alice:test.example';
const BOB = '@bob:test.example';
const LARGE = 50_000;
const tooLarge = { errcode: 'M_TOO_LARGE', status: 413 };

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase([userLogMigrations, roomMigrations]);
});
afterAll(() => database.drop());

const large = (fill = 'x', bytes = LARGE): object => ({ fill: fill.repeat(bytes) });

describe('what a room may hold', () => {
  let running: RunningRoom;
  let room: TestRoom;

  beforeAll(async () => {
    running = await startRoom(database.postgres, { stateBytesMax: 212_000, stateEventsMax: 20, membersMax: 4 });
  });
  afterAll(() => running.stop());
  beforeEach(async () => {
    room = await TestRoom.create(running.client, ALICE, { preset: 'public_chat' });
  });

  it('is a number of bytes of state: beyond, state is refused unless it makes the room smaller', async () => {
    for (let key = 0; key < 4; key++) await room.set('org.example.large', large(), `${key}`);
    await expect(room.set('org.example.large', large(), '4')).rejects.toMatchObject(tooLarge);
    await expect(room.set('org.example.large', large('y', LARGE + 10_000), '0')).rejects.toMatchObject(tooLarge);
    await room.set('org.example.large', large('y'), '0');
    await room.set('org.example.large', {}, '0');
    await room.set('org.example.large', large(), '4');
    await room.say(ALICE, 'and goes on');
    expect((await room.everything()).map(nameOf).at(-1)).toBe('and goes on');
  });

  it('is less again when state was redacted', async () => {
    const eventIds: string[] = [];
    for (let key = 0; key < 4; key++) eventIds.push(await room.set('org.example.large', large(), `${key}`));
    await expect(room.set('org.example.large', large(), '4')).rejects.toMatchObject(tooLarge);
    await room.redact(eventIds[0] ?? '');
    await room.set('org.example.large', large(), '4');
  });

  it('is a number of state events', async () => {
    const free = 20 - (await room.state(ALICE)).length + 1;
    for (let key = 0; key < free; key++) await room.set('org.example.small', {}, `${key}`);
    await expect(room.set('org.example.small', {}, 'more')).rejects.toMatchObject(tooLarge);
    await room.set('org.example.small', { changed: true }, '0');
  });

  it('is a number of members, those who left included; state is counted apart', async () => {
    for (const user of ['@b:test.example', '@c:test.example', '@d:test.example']) await room.join(user);
    await expect(room.join('@e:test.example')).rejects.toMatchObject(tooLarge);
    await expect(room.invite('@e:test.example')).rejects.toMatchObject(tooLarge);
    await room.leave('@d:test.example');
    await expect(room.join('@e:test.example')).rejects.toMatchObject(tooLarge);
    await room.join('@d:test.example');
    await room.set('m.room.topic', { topic: 'still free' });
  });

  it('is little in one membership', async () => {
    const reason = 'x'.repeat(MEMBER_EVENT_BYTES_MAX);
    const leave = { type: 'm.room.member', stateKey: ALICE, content: { membership: 'join', reason } };
    await expect(running.client.sendEvent(state(room.roomId, ALICE, leave))).rejects.toMatchObject(tooLarge);
  });

  it('holds for a room that is being created', async () => {
    const initial = Array.from({ length: 6 }, (_, key) => ({
      type: 'org.example.large',
      state_key: `${key}`,
      content: large(),
    }));
    const creating = running.client.createRoom(roomRequest(ALICE, { initial_state: initial }));
    await expect(creating).rejects.toMatchObject(tooLarge);
    const invite = Array.from({ length: 5 }, (_, user) => `@u${user}:test.example`);
    await expect(running.client.createRoom(roomRequest(ALICE, { invite }))).rejects.toMatchObject(tooLarge);
  });

  it('is counted again by the next owner', async () => {
    for (let key = 0; key < 4; key++) await room.set('org.example.large', large(), `${key}`);
    await running.stop();
    running = await startRoom(database.postgres, { stateBytesMax: 212_000, stateEventsMax: 20, membersMax: 1 });
    room = room.at(running.client);
    await expect(room.set('org.example.large', large(), '4')).rejects.toMatchObject(tooLarge);
    await expect(room.join(BOB)).rejects.toMatchObject(tooLarge);
    await room.set('org.example.large', {}, '0');
    await running.stop();
    running = await startRoom(database.postgres, { stateBytesMax: 100_000, stateEventsMax: 20, membersMax: 4 });
    room = room.at(running.client);
    await room.set('org.example.large', {}, '1');
    await expect(room.set('org.example.large', large(), '1')).rejects.toMatchObject(tooLarge);
    await running.client.changeMembership(membership(room.roomId, BOB, { action: 1 }));
  });
});

describe('a room with more state than its head loads', () => {
  let running: RunningRoom;
  let room: TestRoom;
  const slots = Math.ceil(HEAD_STATE_BYTES_MAX / LARGE) + 2;
  let eventIds: string[];

  beforeAll(async () => {
    running = await startRoom(database.postgres);
    room = await TestRoom.create(running.client, ALICE, { preset: 'public_chat', topic: 'before' });
    await room.join(BOB);
    const keys = Array.from({ length: slots }, (_, key) => `${key}`);
    eventIds = await Promise.all(keys.map((key) => room.set('org.example.large', large(), key)));
    await running.stop();
    running = await startRoom(database.postgres);
    room = room.at(running.client);
  });
  afterAll(() => running.stop());

  it('is written to, with a head that does not hold all of it', async () => {
    await room.say(BOB, 'hello');
    const head = await running.context.get(RoomHeads).get(room.roomId as RoomId);
    expect(head?.bytes).toBeLessThan(HEAD_STATE_BYTES_MAX / 10);
    expect(head?.usage.events).toBeGreaterThan(slots);
    expect(head?.usage.bytes).toBeGreaterThan(HEAD_STATE_BYTES_MAX);
  });

  it('finds what stands in a slot: the same makes no new event, another names what it replaced', async () => {
    expect(await room.set('org.example.large', large(), '0')).toBe(eventIds[0]);
    const changed = await room.set('org.example.large', large('y'), '0');
    const event = (await room.everything()).find(({ eventId }) => eventId === changed);
    expect(event?.replacedEventId).toBe(eventIds[0]);
    expect((await room.state(ALICE, 'org.example.large', '0'))[0]?.eventId).toBe(changed);
    const fresh = await room.set('org.example.large', large('z'), 'fresh');
    expect((await room.everything()).find(({ eventId }) => eventId === fresh)?.replacedEventId).toBe('');
  });

  it('keeps what is left of a redacted event, also for the next one in its slot', async () => {
    await room.redact(eventIds[1] ?? '');
    expect(await room.set('org.example.large', {}, '1')).toBe(eventIds[1]);
    const changed = await room.set('org.example.large', { new: true }, '1');
    const event = (await room.everything()).find(({ eventId }) => eventId === changed);
    expect(String(event?.replacedContent)).toBe('{}');
  });

  it('is changed where the rules look at its state', async () => {
    await room.set('m.room.topic', { topic: 'after' });
    const request = state(room.roomId, BOB, { type: 'm.room.topic', content: { topic: 'mine' } });
    await expect(running.client.sendEvent(request)).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
    const secret = SendEventRequest.fromPartial({ ...request, eventType: 'org.example.new', stateKey: 'x' });
    await expect(running.client.sendEvent(secret)).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
    await room.ban(BOB);
    await expect(room.say(BOB, 'out')).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
  });
});

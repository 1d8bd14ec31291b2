import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { partitionOf, SendReceiptRequest } from '@chappe/contracts';
import { userLogMigrations } from '@chappe/event-log';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { message, room } from '../fixtures/requests.js';
import { startRoom, type RunningRoom } from '../fixtures/start-room.js';
import { nameOf, TestRoom } from '../fixtures/test-room.js';
import { roomMigrations } from '../migrations/room-migrations.js';

const ALICE = '@alice:test.example';
const BOB = '@bob:test.example';
const PARTITIONS = 4;
const PATIENTLY = { timeout: 15_000 };
const FORBIDDEN = { errcode: 'M_FORBIDDEN' };

let database: TestDatabase;
/** Owns every partition until {@link second} is there, and again when it has gone. */
let first: RunningRoom;
let second: RunningRoom | undefined;

beforeAll(async () => {
  database = await createTestDatabase([userLogMigrations, roomMigrations]);
});
beforeEach(async () => {
  first = await startRoom(database.postgres, { leaseDurationMs: 60_000, address: 'first:9090' });
  await united();
});
afterEach(async () => {
  await second?.stop();
  second = undefined;
  await first.stop();
});
afterAll(() => database.drop());

async function united(): Promise<void> {
  await expect.poll(() => first.owned().length, PATIENTLY).toBe(PARTITIONS);
}

/** Starts the second replica, which takes half of the partitions over. */
async function divide(): Promise<RunningRoom> {
  const started = await startRoom(database.postgres, { leaseDurationMs: 60_000, address: 'second:9090' });
  second = started;
  await expect.poll(() => [first.owned().length, started.owned().length], PATIENTLY).toEqual([2, 2]);
  return started;
}

/** Stops the second replica: everything is the first one's again. */
async function unite(): Promise<void> {
  await second?.stop();
  second = undefined;
  await united();
}

/** A room of the first replica; the second one takes its partition over as soon as it comes. */
async function roomThatMoves(body: object = { preset: 'public_chat' }): Promise<TestRoom> {
  for (let tries = 0; tries < 200; tries++) {
    const created = await TestRoom.create(first.client, ALICE, body);
    if (partitionOf(created.roomId, PARTITIONS) >= PARTITIONS / 2) return created;
  }
  throw new Error('no such room');
}

const bodies = async (testRoom: TestRoom): Promise<string[]> =>
  (await testRoom.everything()).map(nameOf).filter((name) => name.startsWith('message'));

describe('what one replica has answered', () => {
  it('is there for every read at another one', async () => {
    const testRoom = await roomThatMoves();
    const owner = await divide();
    const atOwner = testRoom.at(owner.client);
    await testRoom.at(owner.client).join(BOB);
    for (let index = 0; index < 20; index++) {
      const eventId = await atOwner.say(BOB, `message ${index}`);
      await atOwner.set('m.room.name', { name: `name ${index}` });
      expect((await testRoom.event(ALICE, eventId))?.eventId).toBe(eventId);
      const [name] = await testRoom.state(ALICE, 'm.room.name');
      expect(JSON.parse(name?.pdu.toString() ?? '{}')).toMatchObject({ content: { name: `name ${index}` } });
      expect((await testRoom.messages(BOB, { limit: 2 })).chunk.map(nameOf)).toEqual(['name', `message ${index}`]);
      expect((await testRoom.context(BOB, eventId)).event?.eventId).toBe(eventId);
      expect((await bodies(testRoom)).at(-1)).toBe(`message ${index}`);
    }
    const [read, readByOwner] = await Promise.all(
      [first, owner].map(({ client }) =>
        client.readRoom({ roomId: testRoom.roomId, timelineLimit: 100, stateInPages: false }),
      ),
    );
    expect(read).toEqual(readByOwner);
  });

  it('is there in the rooms of a user, once, with both replicas projecting them', async () => {
    const rooms = [await roomThatMoves(), await roomThatMoves()];
    const owner = await divide();
    for (const testRoom of rooms) {
      await testRoom.at(owner.client).join(BOB);
      for (const { client } of [first, owner]) {
        const { rooms: bobs } = await client.getUserRooms({ userId: BOB, memberships: ['join'] });
        expect(bobs.filter(({ roomId }) => roomId === testRoom.roomId)).toHaveLength(1);
      }
    }
    const [moved] = rooms;
    await moved?.at(owner.client).leave(BOB);
    await moved?.at(owner.client).forget(BOB);
    const { rooms: left } = await first.client.getUserRooms({ userId: BOB, memberships: ['leave'] });
    expect(left).toMatchObject([{ roomId: moved?.roomId, forgotten: true }]);
  });

  it('counts for joins that depend on members of a room of another replica', async () => {
    const space = await roomThatMoves();
    const owner = await divide();
    const testRoom = await TestRoom.create(first.client, ALICE);
    const allow = [{ type: 'm.room_membership', room_id: space.roomId }];
    await testRoom.set('m.room.join_rules', { join_rule: 'restricted', allow });
    await expect(testRoom.join(BOB)).rejects.toMatchObject(FORBIDDEN);
    await space.at(owner.client).join(BOB);
    await testRoom.join(BOB);
    expect(await testRoom.members(ALICE, { membership: 'join' })).toHaveLength(2);
  });

  it('counts for aliases: one of two replicas gets it, and both know which room it leads to', async () => {
    const owner = await divide();
    for (let index = 0; index < 5; index++) {
      const body = { room_alias_name: `same-${index}` };
      const wishes = [first, owner].map(({ client }) => client.createRoom(room(ALICE, body)));
      const created = (await Promise.allSettled(wishes)).map((outcome) =>
        outcome.status === 'fulfilled' ? outcome.value.roomId : (outcome.reason as { errcode: string }).errcode,
      );
      expect(created).toContain('M_ROOM_IN_USE');
      const alias = `#same-${index}:test.example`;
      for (const { client } of [first, owner]) {
        expect(created).toContain((await client.resolveAlias({ alias })).roomId);
      }
    }
  });
});

describe('a room that another replica has written to meanwhile', () => {
  it('is judged by the state that was set there', async () => {
    const testRoom = await roomThatMoves();
    await testRoom.join(BOB);
    await testRoom.say(BOB, 'message of a member');
    const owner = await divide();
    await testRoom.at(owner.client).ban(BOB);
    await unite();
    await expect(testRoom.say(BOB, 'message of a banned user')).rejects.toMatchObject(FORBIDDEN);
    await testRoom.say(ALICE, 'message of the creator');
    expect(await bodies(testRoom)).toEqual(['message of a member', 'message of the creator']);
  });

  it('knows the transaction ids that were used there', async () => {
    const testRoom = await roomThatMoves();
    const send = async ({ client }: RunningRoom, txnId: string): Promise<string> =>
      (await client.sendEvent(message(testRoom.roomId, ALICE, { body: `message ${txnId}`, txnId }))).eventId;
    const one = await send(first, 'one');
    const owner = await divide();
    expect(await send(owner, 'one')).toBe(one);
    const two = await send(owner, 'two');
    await unite();
    expect(await send(first, 'two')).toBe(two);
    expect(await send(first, 'one')).toBe(one);
    expect(await bodies(testRoom)).toEqual(['message one', 'message two']);
  });

  it('moves no receipt backward', async () => {
    const testRoom = await roomThatMoves();
    const [one, two] = [await testRoom.say(ALICE, 'message 1'), await testRoom.say(ALICE, 'message 2')];
    const read = ({ client }: RunningRoom, eventId: string): Promise<unknown> =>
      client.sendReceipt(
        SendReceiptRequest.fromPartial({
          roomId: testRoom.roomId,
          userId: ALICE,
          receiptType: 'm.read',
          eventId,
          timestampMs: 1,
        }),
      );
    await read(first, one);
    const owner = await divide();
    await read(owner, two);
    await unite();
    await read(first, one);
    const { receipts } = await first.client.readRoom({
      roomId: testRoom.roomId,
      timelineLimit: 1,
      stateInPages: false,
    });
    expect(receipts.map(({ eventId }) => eventId)).toEqual([two]);
  });

  it('redacts what was sent there, and shows what was redacted there', async () => {
    const testRoom = await roomThatMoves();
    const one = await testRoom.say(ALICE, 'message 1');
    const owner = await divide();
    await testRoom.at(owner.client).redact(one);
    const two = await testRoom.at(owner.client).say(ALICE, 'message 2');
    await unite();
    await testRoom.redact(two);
    expect(await bodies(testRoom)).toEqual([]);
  });
});

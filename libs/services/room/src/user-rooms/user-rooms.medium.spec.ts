import { describe, expect, it } from 'vitest';
import { partitionOf, type UserRoom } from '@chappe/contracts';
import { Consumers } from '@chappe/event-log';
import { ALICE, BOB, RoomSuite } from '../fixtures/room-suite.js';

/** Of the fixture. */
const PARTITIONS = 4;

const suite = new RoomSuite({ each: 'test', takeOverLeases: true });

async function roomsOf(userId: string, memberships: string[] = []): Promise<UserRoom[]> {
  return (await suite.client.getUserRooms({ userId, memberships })).rooms;
}

/** The projection stays as it is from here on. */
async function stopConsumers(): Promise<void> {
  await suite.running.context.get(Consumers, { strict: false }).beforeApplicationShutdown();
}

async function projectedRooms(userId: string): Promise<number> {
  const rows = await suite.postgres.query({
    text: `SELECT FROM room.user_rooms WHERE user_id = $1`,
    values: [userId],
  });
  return rows.length;
}

async function partitionPositions(): Promise<number[]> {
  const rows = await suite.postgres.query<{ position: number }>({
    text: 'SELECT position FROM room.partitions ORDER BY partition',
  });
  return rows.map((row) => row.position);
}

describe('the rooms of a user', () => {
  it('are projected from the log, with the membership and who set it', async () => {
    const room = await suite.openRoom();
    const joined = await room.join(BOB);
    await expect.poll(() => projectedRooms(BOB)).toBe(1);
    expect(await roomsOf(BOB)).toMatchObject([
      { roomId: room.roomId, membership: 'join', eventId: joined, sender: BOB, forgotten: false },
    ]);
    const banned = await room.ban(BOB);
    expect(await roomsOf(BOB)).toMatchObject([{ membership: 'ban', eventId: banned, sender: ALICE }]);
  });

  it('are exact at once although the consumer is stopped', async () => {
    const before = await suite.openRoom();
    await before.join(BOB);
    await expect.poll(() => projectedRooms(BOB)).toBe(1);
    await stopConsumers();
    const after = await suite.openRoom();
    const joined = await after.join(BOB);
    await before.leave(BOB);
    expect(await projectedRooms(BOB)).toBe(1);
    const rooms = new Map((await roomsOf(BOB)).map((room) => [room.roomId, room]));
    expect(rooms.get(before.roomId)).toMatchObject({ membership: 'leave' });
    expect(rooms.get(after.roomId)).toMatchObject({ membership: 'join', eventId: joined });
    await before.forget(BOB);
    expect((await roomsOf(BOB)).find((room) => room.roomId === before.roomId)).toMatchObject({ forgotten: true });
    await before.join(BOB);
    expect((await roomsOf(BOB)).find((room) => room.roomId === before.roomId)).toMatchObject({ forgotten: false });
  });

  it('are exact at the positions that come with them', async () => {
    const room = await suite.openRoom();
    await room.join(BOB);
    const { positions, rooms } = await suite.client.getUserRooms({ userId: BOB, memberships: [] });
    expect(positions).toHaveLength(PARTITIONS);
    expect(positions).toEqual(await partitionPositions());
    const partition = partitionOf(room.roomId, PARTITIONS);
    expect(rooms[0]?.position).toBeLessThanOrEqual(positions[partition] ?? 0);
  });

  it('can be chosen by membership', async () => {
    const [joined, invited, left] = [await suite.openRoom(), await suite.openRoom(), await suite.openRoom()];
    await joined.join(BOB);
    await invited.invite(BOB);
    await left.join(BOB);
    await left.leave(BOB);
    const idsOf = async (memberships: string[]): Promise<string[]> =>
      (await roomsOf(BOB, memberships)).map((room) => room.roomId);
    expect(await idsOf(['join'])).toEqual([joined.roomId]);
    expect(new Set(await idsOf(['invite', 'leave']))).toEqual(new Set([invited.roomId, left.roomId]));
    expect(await idsOf(['knock'])).toEqual([]);
    expect(await idsOf([])).toHaveLength(3);
  });

  it('are those of the user and of nobody whose id contains his', async () => {
    await stopConsumers();
    const room = await suite.openRoom();
    await room.join(`${BOB}.org`);
    await room.say(ALICE, `hello ${BOB}`);
    expect(await roomsOf(BOB)).toEqual([]);
    expect(await roomsOf('@nobody:test.example')).toEqual([]);
  });

  it('remember that a room is forgotten when the log is read again', async () => {
    const room = await suite.openRoom();
    await room.join(BOB);
    await room.leave(BOB);
    await room.forget(BOB);
    const isForgotten = async (): Promise<boolean> => (await roomsOf(BOB))[0]?.forgotten ?? false;
    expect(await isForgotten()).toBe(true);
    await suite.restart();
    expect(await isForgotten()).toBe(true);
    await expect.poll(() => projectedRooms(BOB)).toBe(1);
    expect(await isForgotten()).toBe(true);
  });
});

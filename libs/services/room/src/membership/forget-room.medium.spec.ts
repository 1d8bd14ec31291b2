import { expect, it } from 'vitest';
import { ALICE, BOB, RoomSuite } from '../fixtures/room-suite.js';
import { TestRoom } from '../fixtures/test-room.js';

const suite = new RoomSuite({ each: 'test' });

async function roomsOf(userId: string): Promise<string[]> {
  const { rooms } = await suite.client.getUserRooms({ userId, memberships: [] });
  return rooms.filter((room) => !room.forgotten).map((room) => room.membership);
}

it('needs that the user has left, and may be repeated', async () => {
  const testRoom = await TestRoom.create(suite.client, ALICE, { preset: 'public_chat' });
  await testRoom.join(BOB);
  await expect(testRoom.forget(BOB)).rejects.toMatchObject({ errcode: 'M_UNKNOWN', status: 400 });
  await testRoom.leave(BOB);
  await testRoom.forget(BOB);
  await testRoom.forget(BOB);
  expect(await roomsOf(BOB)).toEqual([]);
});

it('is refused to who is invited or knocks, and granted to the banned', async () => {
  const testRoom = await TestRoom.create(suite.client, ALICE);
  await testRoom.invite(BOB);
  await expect(testRoom.forget(BOB)).rejects.toMatchObject({ status: 400 });
  await testRoom.ban(BOB);
  await testRoom.forget(BOB);
  expect(await roomsOf(BOB)).toEqual([]);
});

it('is undone by a new invitation', async () => {
  const testRoom = await TestRoom.create(suite.client, ALICE);
  await testRoom.invite(BOB);
  await testRoom.leave(BOB);
  await testRoom.forget(BOB);
  await testRoom.invite(BOB);
  expect(await roomsOf(BOB)).toEqual(['invite']);
});

it('knows neither rooms that are not here nor users who never were in the room', async () => {
  const testRoom = await TestRoom.create(suite.client, ALICE);
  await expect(testRoom.forget(BOB)).rejects.toMatchObject({ errcode: 'M_NOT_FOUND' });
  const elsewhere = suite.client.forgetRoom({ roomId: '!unknown:test.example', userId: BOB });
  await expect(elsewhere).rejects.toMatchObject({ errcode: 'M_NOT_FOUND' });
});

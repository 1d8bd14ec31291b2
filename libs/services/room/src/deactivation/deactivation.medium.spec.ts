import { DeactivateUserRequest, ErasureEntry, roomLog } from '@chappe/contracts';
import { describe, expect, it } from 'vitest';
import { ALICE, BOB, CAROL, RoomSuite } from '../fixtures/room-suite.js';
import { TestRoom } from '../fixtures/test-room.js';
import { DEACTIVATION_ROOMS_PER_STEP } from '../room.limits.js';

const suite = new RoomSuite({ each: 'test' });

/** All steps of a pass. */
async function deactivate(request: Partial<DeactivateUserRequest>) {
  const steps = [];
  for (let after = ''; steps.length < 100;) {
    const step = await suite.client.deactivateUser(DeactivateUserRequest.fromPartial({ ...request, after }));
    steps.push(step);
    if (step.next === '') return steps;
    after = step.next;
  }
  throw new Error('the steps have no end');
}

async function membershipsOf(userId: string): Promise<Record<string, string>> {
  const { rooms } = await suite.client.getUserRooms({ userId, memberships: [] });
  return Object.fromEntries(rooms.map(({ roomId, membership }) => [roomId, membership]));
}

async function positions(): Promise<number[]> {
  const rows = await suite.postgres.query<{ position: number }>({
    text: 'SELECT position FROM room.partitions ORDER BY partition',
  });
  return rows.map(({ position }) => position);
}

describe('a deactivated user', () => {
  it('leaves rooms, rejects invites, takes back knocks, and stays banned, in rooms of any version', async () => {
    const expected: Record<string, string> = {};
    for (const version of ['1', '6', '7', '11', '12']) {
      const joined = await suite.openRoom({ room_version: version });
      await joined.join(BOB);
      const invited = await suite.openRoom({ room_version: version, preset: 'private_chat' });
      await invited.invite(BOB);
      const banned = await suite.openRoom({ room_version: version });
      await banned.ban(BOB);
      Object.assign(expected, { [joined.roomId]: 'leave', [invited.roomId]: 'leave', [banned.roomId]: 'ban' });
    }
    const knocked = await suite.openRoom({
      room_version: '11',
      initial_state: [{ type: 'm.room.join_rules', content: { join_rule: 'knock' } }],
    });
    await knocked.knock(BOB);
    const left = await suite.openRoom();
    await left.join(BOB);
    await left.leave(BOB);
    await deactivate({ userId: BOB });
    expect(await membershipsOf(BOB)).toEqual({ ...expected, [knocked.roomId]: 'leave', [left.roomId]: 'leave' });
    const [last] = (await knocked.everything()).slice(-1);
    expect(JSON.parse(last?.pdu.toString() ?? '')).toMatchObject({ sender: BOB, content: { membership: 'leave' } });
  });

  it('leaves the rooms that only he is in, and nobody else leaves any', async () => {
    const own = await TestRoom.create(suite.client, BOB);
    const room = await suite.openRoom();
    await room.join(BOB);
    await deactivate({ userId: BOB });
    expect(await membershipsOf(BOB)).toEqual({ [own.roomId]: 'leave', [room.roomId]: 'leave' });
    expect(await membershipsOf(ALICE)).toEqual({ [room.roomId]: 'join' });
  });

  it('takes a step for so many rooms, and a pass that is done again changes nothing', async () => {
    const rooms = DEACTIVATION_ROOMS_PER_STEP + 3;
    for (let i = 0; i < rooms; i++) await (await suite.openRoom()).join(BOB);
    const steps = await deactivate({ userId: BOB, erase: true, roomPositions: await positions() });
    expect(steps.map(({ handled, failed }) => [handled, failed])).toEqual([
      [DEACTIVATION_ROOMS_PER_STEP, 0],
      [3, 0],
    ]);
    const before = await positions();
    await deactivate({ userId: BOB, erase: true, roomPositions: before });
    expect(await positions()).toEqual(before);
  });

  it('counts the rooms that cannot be left now, and leaves the others', async () => {
    const rooms = [await suite.openRoom(), await suite.openRoom(), await suite.openRoom()];
    for (const room of rooms) await room.join(BOB);
    const [broken] = rooms;
    await suite.postgres.query({
      text: 'UPDATE room.rooms SET version = $2 WHERE room_id = $1',
      values: [broken?.roomId, 'of a later release'],
    });
    await suite.restart();
    expect(await deactivate({ userId: BOB })).toEqual([{ next: '', handled: 2, failed: 1 }]);
    await suite.postgres.query({
      text: "UPDATE room.rooms SET version = '12' WHERE room_id = $1",
      values: [broken?.roomId],
    });
    expect(await deactivate({ userId: BOB })).toEqual([{ next: '', handled: 1, failed: 0 }]);
  });
});

describe('an erased user', () => {
  it('is told of on the room log after all that the user has sent, and only once', async () => {
    const room = await suite.openRoom();
    await room.join(BOB);
    const roomPositions = await positions();
    await deactivate({ userId: BOB, erase: true, roomPositions });
    await deactivate({ userId: BOB, erase: true, roomPositions: await positions() });
    const entries = await suite.postgres.query<{ partition: number; kind: number; payload: Buffer }>({
      text: 'SELECT partition, kind, payload FROM room.log WHERE key = $1 ORDER BY position DESC LIMIT 2',
      values: [room.roomId],
    });
    expect(entries.map(({ kind }) => kind)).toEqual([roomLog.kinds.erasure.id, roomLog.kinds.memberEvent.id]);
    const [erasure] = entries;
    expect(ErasureEntry.decode(erasure?.payload ?? Buffer.alloc(0))).toEqual({
      userId: BOB,
      erasedAt: roomPositions[erasure?.partition ?? 0],
    });
  });

  it('who came back with an old session before the last pass is put out again, and redacted', async () => {
    const room = await suite.openRoom();
    await room.join(BOB);
    const roomPositions = await positions();
    await deactivate({ userId: BOB, erase: true, roomPositions });
    await room.join(BOB);
    await room.say(BOB, 'late');
    await deactivate({ userId: BOB, erase: true, roomPositions });
    expect(await membershipsOf(BOB)).toEqual({ [room.roomId]: 'leave' });
    const [last] = await suite.postgres.query<{ kind: number }>({
      text: 'SELECT kind FROM room.log WHERE key = $1 ORDER BY position DESC LIMIT 1',
      values: [room.roomId],
    });
    expect(last?.kind).toBe(roomLog.kinds.erasure.id);
    await room.join(CAROL);
    const shown = (await room.messages(CAROL)).chunk.map(({ pdu }) => pdu.toString()).join();
    expect(shown).not.toContain('late');
  });

  it('leaves no receipts, and others keep theirs', async () => {
    const room = await suite.openRoom();
    await room.join(BOB);
    const eventId = await room.say(ALICE, 'hello');
    for (const userId of [ALICE, BOB]) {
      const receipt = { roomId: room.roomId, userId, receiptType: 'm.read', eventId, threadId: '', timestampMs: 1 };
      await suite.client.sendReceipt(receipt);
    }
    await deactivate({ userId: BOB, erase: true });
    const rows = await suite.postgres.query({ text: 'SELECT user_id FROM room.receipts' });
    expect(rows).toEqual([{ user_id: ALICE }]);
  });

  it('has left rooms before the request: who joins them later gets redacted copies, too', async () => {
    const room = await suite.openRoom();
    await room.join(BOB);
    await room.say(BOB, 'mine');
    await room.leave(BOB);
    await deactivate({ userId: BOB, erase: true, roomPositions: await positions() });
    await room.join(CAROL);
    const bodies = (await room.messages(CAROL)).chunk.map(({ pdu }) => JSON.parse(pdu.toString()));
    expect(bodies.find(({ type }) => type === 'm.room.message')).toMatchObject({ sender: BOB, content: {} });
  });
});

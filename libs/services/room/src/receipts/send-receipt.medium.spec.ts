import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SendReceiptRequest } from '@chappe/contracts';
import { systemClock } from '@chappe/runtime';
import { Gate, interceptCommits } from '../fixtures/intercept-commits.js';
import { ALICE, BOB, RoomSuite } from '../fixtures/room-suite.js';
import { TestRoom } from '../fixtures/test-room.js';

let gate: Gate | undefined;
let testRoom: TestRoom;
let eventIds: string[];

const suite = new RoomSuite({
  between: (postgres) =>
    interceptCommits(postgres, async (commit) => {
      await gate?.opened;
      return commit();
    }),
});
beforeEach(async () => {
  gate = undefined;
  testRoom = await TestRoom.create(suite.client, ALICE);
  eventIds = [];
  for (let i = 0; i < 5; i++) eventIds.push(await testRoom.say(ALICE, `message ${i}`));
});
afterEach(() => gate?.open());

async function read(index: number, more: Partial<SendReceiptRequest> = {}): Promise<void> {
  const { roomId } = testRoom;
  const request = { roomId, userId: ALICE, receiptType: 'm.read', eventId: eventIds[index] ?? '', timestampMs: 5 };
  await suite.client.sendReceipt(SendReceiptRequest.fromPartial({ ...request, ...more }));
}

/** Of each receipt the slot and the number of the event. */
async function receipts(): Promise<string[]> {
  const rows = await suite.postgres.query<{ type: string; thread: string; event_id: string }>({
    text: `SELECT receipt_type AS type, thread_id AS thread, event_id FROM room.receipts
           WHERE room_id = $1 ORDER BY 1, 2`,
    values: [testRoom.roomId],
  });
  return rows.map((row) => `${row.type} ${row.thread} ${eventIds.indexOf(row.event_id)}`);
}

async function entries(): Promise<number> {
  const rows = await suite.postgres.query({
    text: 'SELECT FROM room.log WHERE key = $1 AND kind = $2',
    values: [testRoom.roomId, 4],
  });
  return rows.length;
}

describe('a receipt', () => {
  it('moves forward and never back', async () => {
    await read(1);
    await read(3);
    await read(2);
    await read(3);
    expect(await receipts()).toEqual(['m.read  3']);
    expect(await entries()).toBe(2);
  });

  it('does not move back while a later one is being committed', async () => {
    gate = new Gate();
    const reads = [read(3)];
    await systemClock.sleep(50);
    reads.push(read(1), read(4), read(2));
    await systemClock.sleep(50);
    gate.open();
    await Promise.all(reads);
    expect(await receipts()).toEqual(['m.read  4']);
    expect(await entries()).toBe(2);
  });

  it('is durable before a repeated one is answered', async () => {
    gate = new Gate();
    let answered = false;
    const reads = [read(3), read(2).then(() => (answered = true))];
    await systemClock.sleep(50);
    expect(answered).toBe(false);
    gate.open();
    await Promise.all(reads);
  });

  it('belongs to its type and thread', async () => {
    await read(4);
    await read(1, { receiptType: 'm.read.private' });
    await read(2, { threadId: 'main' });
    await read(3, { threadId: eventIds[0] ?? '' });
    expect((await receipts()).sort()).toEqual(
      ['m.read  4', `m.read ${eventIds[0]} 3`, 'm.read main 2', 'm.read.private  1'].sort(),
    );
  });

  it('is refused to who is not in the room, and for an event of another room', async () => {
    await expect(read(1, { userId: BOB })).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
    const other = await TestRoom.create(suite.client, ALICE);
    const elsewhere = await other.say(ALICE, 'elsewhere');
    await expect(read(1, { eventId: elsewhere })).rejects.toMatchObject({ errcode: 'M_NOT_FOUND' });
    await expect(read(1, { roomId: '!unknown:test.example' })).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '@chappe/contracts';
import { ALICE, BOB, RoomSuite } from '../fixtures/room-suite.js';
import { nameOf, pduOf, type TestRoom } from '../fixtures/test-room.js';

const suite = new RoomSuite();

const END = Number.MAX_SAFE_INTEGER;

async function delta(room: TestRoom, fromPosition: number, toPosition: number): Promise<StoredEvent[]> {
  return (await suite.client.readStateDelta({ roomId: room.roomId, fromPosition, toPosition, after: '', pageBytes: 0 }))
    .events;
}

function slotOf(event: StoredEvent): string {
  const { type, state_key: stateKey } = pduOf(event);
  return JSON.stringify([type, stateKey]);
}

/** The state after some events, slot by slot. */
function stateAfter(events: readonly StoredEvent[]): Map<string, string> {
  const state = events.filter((event) => pduOf(event).state_key !== undefined);
  return new Map(state.map((event) => [slotOf(event), event.eventId]));
}

function idsOf(events: readonly StoredEvent[]): string[] {
  return events.map(({ eventId }) => eventId).sort();
}

describe('what the view of a room is built from', () => {
  it('holds version, state, newest events and receipts', async () => {
    const room = await suite.openRoom({ topic: 'a topic' });
    await room.join(BOB);
    const eventId = await room.say(ALICE, 'hello');
    const receipt = { receiptType: 'm.read', eventId, threadId: '', timestampMs: 5 };
    await suite.client.sendReceipt({ roomId: room.roomId, userId: BOB, ...receipt });
    const read = await suite.client.readRoom({ roomId: room.roomId, timelineLimit: 2, stateInPages: false });
    expect(read).toMatchObject({ roomVersion: '12', timelineComplete: false });
    expect(read.timeline.map(nameOf)).toEqual(['join bob', 'hello']);
    expect(read.receipts).toMatchObject([{ userId: BOB, ...receipt, position: read.position }]);
    expect(idsOf(read.state)).toEqual([...stateAfter(await room.everything()).values()].sort());
  });

  it('is complete when the timeline reaches back to the creation', async () => {
    const room = await suite.openRoom();
    const { length } = await room.everything();
    const read = (timelineLimit: number) =>
      suite.client.readRoom({ roomId: room.roomId, timelineLimit, stateInPages: false });
    expect((await read(length)).timelineComplete).toBe(true);
    expect(await read(length - 1)).toMatchObject({ timelineComplete: false });
    expect((await read(0)).timeline).toEqual([]);
  });

  it('shows a redacted event with its redaction, and a transaction id', async () => {
    const room = await suite.openRoom();
    const said = await room.say(ALICE, 'a secret');
    const redactionEventId = await room.redact(said);
    const { timeline } = await suite.client.readRoom({ roomId: room.roomId, timelineLimit: 2, stateInPages: false });
    expect(timeline.map(({ eventId }) => eventId)).toEqual([said, redactionEventId]);
    expect(timeline[0]).toMatchObject({ redactionEventId });
    expect(String(timeline[0]?.pdu)).not.toContain('a secret');
  });

  it('is exact at its position while the room is written to', async () => {
    const room = await suite.openRoom();
    const writes = Array.from({ length: 60 }, (_, index) => room.set('m.room.topic', { topic: `${index}` }));
    const reads = Array.from({ length: 20 }, async () => {
      await room.say(ALICE, 'between');
      return suite.client.readRoom({ roomId: room.roomId, timelineLimit: 5, stateInPages: false });
    });
    await Promise.all(writes);
    for (const { position, state, timeline } of await Promise.all(reads)) {
      expect(idsOf(state)).toEqual(idsOf(await delta(room, 0, position)));
      const range = { roomId: room.roomId, afterPosition: 0, toPosition: position, limit: 5 };
      expect(timeline).toEqual((await suite.client.readTimeline(range)).events);
    }
  });

  it('is refused for a room that this server does not have', async () => {
    const roomId = '!unknown:test.example';
    await expect(suite.client.readRoom({ roomId, timelineLimit: 1, stateInPages: false })).rejects.toMatchObject({
      errcode: 'M_FORBIDDEN',
    });
    const timeline = await suite.client.readTimeline({ roomId, afterPosition: 0, toPosition: END, limit: 1 });
    expect(timeline).toEqual({ events: [], limited: false, start: undefined });
  });
});

describe('a range of the timeline', () => {
  it('has its newest events, and says whether there were more', async () => {
    const room = await suite.openRoom();
    const all = await room.everything();
    const read = (afterPosition: number, toPosition: number, limit: number) =>
      suite.client.readTimeline({ roomId: room.roomId, afterPosition, toPosition, limit });
    const [third, fifth] = [all[2]?.position ?? 0, all[4]?.position ?? 0];
    expect(await read(0, END, 100)).toMatchObject({ events: all, limited: false });
    expect(await read(third, fifth, 2)).toMatchObject({ events: all.slice(3, 5), limited: false });
    expect(await read(0, fifth, 2)).toMatchObject({ events: all.slice(3, 5), limited: true });
    expect(await read(fifth, third, 2)).toMatchObject({ events: [], limited: false });
  });

  it('has a start from which history goes on backward without a hole', async () => {
    const room = await suite.openRoom();
    for (let index = 0; index < 5; index++) await room.say(ALICE, `${index}`);
    const range = { afterPosition: 0, toPosition: END, limit: 3 };
    const { events, start } = await suite.client.readTimeline({ roomId: room.roomId, ...range });
    const { chunk } = await room.messages(ALICE, { limit: 2, ...(start && { from: start }) });
    expect([...chunk.toReversed(), ...events].map(nameOf)).toEqual(['0', '1', '2', '3', '4']);
  });
});

describe('the difference between the states at two positions', () => {
  it('turns the one into the other, forward and backward', async () => {
    const room = await suite.openRoom();
    for (let index = 0; index < 30; index++) {
      if (index % 3 === 0) await room.say(ALICE, `${index}`);
      else await room.set(`org.example.type${index % 4}`, { index }, `${index % 7}`);
    }
    const all = await room.everything();
    const index = fc.integer({ min: 0, max: all.length });
    await fc.assert(
      fc.asyncProperty(index, index, async (from, to) => {
        const before = stateAfter(all.slice(0, from));
        const after = stateAfter(all.slice(0, to));
        const position = (count: number): number => all[count - 1]?.position ?? 0;
        const expected = [...after].filter(([slot, eventId]) => before.get(slot) !== eventId).map(([, id]) => id);
        expect(idsOf(await delta(room, position(from), position(to)))).toEqual(expected.sort());
      }),
      { numRuns: 60, seed: 3 },
    );
  });
});

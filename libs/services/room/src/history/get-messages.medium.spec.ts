import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GetMessagesResponse, StoredEvent } from '@chappe/contracts';
import { toSafeInteger } from '@chappe/events';
import { ALICE, BOB, RoomSuite } from '../fixtures/room-suite.js';
import { nameOf, pduOf, type TestRoom } from '../fixtures/test-room.js';
import { MESSAGES_MAX, MESSAGES_SCANNED_MAX } from '../room.limits.js';

/** A room with 40 events, of which every fourth message is Bob's and every fifth sets the topic. */
let room: TestRoom;
let all: StoredEvent[];

const suite = new RoomSuite();
beforeAll(async () => {
  room = await suite.openRoom();
  await room.join(BOB);
  for (let index = 0; index < 30; index++) {
    if (index % 5 === 4) await room.set('m.room.topic', { topic: `topic ${index}` });
    else await room.say(index % 4 === 3 ? BOB : ALICE, `message ${index}`);
    if (index % 6 === 0) await suite.openRoom(); // may take positions of the same partition in between
  }
  all = await room.everything();
});

function idsOf(pages: readonly GetMessagesResponse[]): string[] {
  return pages.flatMap((page) => page.chunk).map(({ eventId }) => eventId);
}

const FILTERS = [
  {},
  { types: ['m.room.message'] },
  { types: ['m.room.*'], not_types: ['m.room.message'] },
  { senders: [BOB] },
  { not_senders: [ALICE], types: ['m.room.topic'] },
  { contains_url: true },
];

function matches(filter: (typeof FILTERS)[number], event: StoredEvent): boolean {
  const { type, sender } = pduOf(event);
  if (filter.contains_url) return false;
  if (filter.senders && !filter.senders.includes(sender)) return false;
  if (filter.not_senders?.includes(sender) || filter.not_types?.includes(type)) return false;
  return !filter.types || filter.types.includes(type) || filter.types.includes('m.room.*');
}

describe('pages of a history', () => {
  it('neither repeat nor skip events, in both directions, with any limit and filter', async () => {
    const limits = fc.integer({ min: 1, max: 50 });
    await fc.assert(
      fc.asyncProperty(limits, fc.boolean(), fc.constantFrom(...FILTERS), async (limit, forward, filter) => {
        const pages = await room.pages(BOB, { limit, forward, filter });
        const expected = all.filter((event) => matches(filter, event)).map(({ eventId }) => eventId);
        expect(idsOf(pages)).toEqual(forward ? expected : expected.toReversed());
        for (const page of pages) expect(page.chunk.length).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it('cover exactly what lies between two tokens, points and positions alike', async () => {
    const index = fc.integer({ min: 0, max: all.length - 1 });
    await fc.assert(
      fc.asyncProperty(index, index, fc.boolean(), async (one, other, asPosition) => {
        const [first, last] = one < other ? [one, other] : [other, one];
        const expected = all.slice(first + 1, last + 1).map(({ eventId }) => eventId);
        const token = (at: number): { position: number; depth: number } => pointOf(all[at]);
        const [start, end] = [token(first), token(last)];
        const back = asPosition ? { fromPosition: end.position, toPosition: start.position } : { from: end, to: start };
        const forth = asPosition
          ? { fromPosition: start.position, toPosition: end.position }
          : { from: start, to: end };
        expect(idsOf([await room.messages(BOB, back)]).toReversed()).toEqual(expected);
        expect(idsOf([await room.messages(BOB, { ...forth, forward: true })])).toEqual(expected);
      }),
      { numRuns: 40, seed: 2 },
    );
  });

  it('start where they were asked to and have no end when nothing is left', async () => {
    const newest = pointOf(all.at(-1));
    const whole = await room.messages(BOB, { limit: 100 });
    expect(whole).toMatchObject({ start: newest, end: undefined });
    const part = await room.messages(BOB, { from: newest, limit: 3 });
    expect(part.start).toEqual(newest);
    expect(part.end).toEqual({ depth: pointOf(all.at(-3)).depth, position: pointOf(all.at(-3)).position - 1 });
    expect(await room.messages(BOB, { from: newest, limit: 3, forward: true })).toMatchObject({
      chunk: [],
      start: newest,
      end: undefined,
    });
  });

  it('go on forward from the end of the room once more was sent, and end for who left', async () => {
    const going = await suite.openRoom();
    await going.join(BOB);
    const first = await going.messages(BOB, { forward: true, limit: 50 });
    const newest = pointOf((await going.everything()).at(-1));
    expect(first.end).toEqual(newest);
    expect(await going.messages(BOB, { forward: true, from: newest })).toMatchObject({ chunk: [], end: undefined });
    const hello = await going.say(ALICE, 'hello');
    const next = await going.messages(BOB, { forward: true, from: newest });
    expect(idsOf([next])).toEqual([hello]);
    // A page of which the filter leaves nothing has passed something by.
    const filter = Buffer.from('{"types":["m.none"]}');
    const filtered = await going.messages(BOB, { forward: true, from: newest, filter });
    expect(filtered).toMatchObject({ chunk: [], end: next.end, passed: 1 });
    expect(next.passed).toBe(0);
    await going.leave(BOB);
    expect(await going.messages(BOB, { forward: true, limit: 50 })).toMatchObject({ end: undefined });
    expect(await going.messages(ALICE, { limit: 50 })).toMatchObject({ end: undefined });
  });

  it('return the way they came when a start is used in the other direction', async () => {
    const back = await room.messages(BOB, { limit: 7 });
    const forth = await room.messages(BOB, { ...(back.end && { from: back.end }), forward: true, limit: 7 });
    expect(idsOf([forth])).toEqual(idsOf([back]).toReversed());
  });

  it('are no larger than the limit of the filter, nor than the server allows', async () => {
    expect((await room.messages(BOB, { filter: Buffer.from('{"limit":2}') })).chunk).toHaveLength(2);
    expect(MESSAGES_MAX).toBeGreaterThan(all.length);
    expect((await room.messages(BOB, { limit: 4_294_967_295 })).chunk).toHaveLength(all.length);
    expect(await room.messages(BOB, { limit: 0 })).toMatchObject({ chunk: [], end: pointOf(all.at(-1)) });
  });

  it.each(['{', '[]', '{"limit":-1}', '{"types":"m.room.message"}', '\0'])('refuse the filter %j', async (filter) => {
    await expect(room.messages(BOB, { filter: Buffer.from(filter) })).rejects.toMatchObject({ status: 400 });
  });

  it('come with the member events of their senders when members are lazy-loaded', async () => {
    const filter = Buffer.from(JSON.stringify({ lazy_load_members: true, types: ['m.room.message'] }));
    const { chunk, state } = await room.messages(ALICE, { limit: 3, filter });
    const senders = new Set(chunk.map((event) => pduOf(event).sender));
    expect(new Set(state.map((event) => pduOf(event).state_key))).toEqual(senders);
    expect((await room.messages(ALICE, { limit: 3 })).state).toEqual([]);
  });

  it('show a sender as he was when he wrote', async () => {
    const other = await suite.openRoom();
    await other.join(BOB);
    await other.say(BOB, 'here');
    await other.leave(BOB);
    const filter = Buffer.from(JSON.stringify({ lazy_load_members: true, types: ['m.room.message'] }));
    expect((await other.messages(ALICE, { filter })).state.map(nameOf)).toEqual(['join bob']);
  });

  it('go on behind a long stretch that is not shown, with an end but without events', async () => {
    const long = await suite.openRoom();
    const first = await long.say(ALICE, 'first');
    for (let sent = 0; sent <= MESSAGES_SCANNED_MAX; sent += 1_000) {
      await Promise.all(Array.from({ length: 1_000 }, (_, index) => long.say(ALICE, `${sent + index}`)));
    }
    await long.set('m.room.topic', { topic: 'last' });
    const filter = { types: ['m.room.topic', 'm.room.create'] };
    const pages = await long.pages(ALICE, { limit: 10, filter });
    expect(pages.map((page) => page.chunk.map(nameOf))).toEqual([['topic'], ['create']]);
    const whole = await long.pages(ALICE, { limit: MESSAGES_MAX });
    expect(new Set(idsOf(whole)).size).toBe(idsOf(whole).length);
    expect(idsOf(whole)).toContain(first);
  });
});

function pointOf(event: StoredEvent | undefined): { depth: number; position: number } {
  if (!event) throw new Error('there is no such event');
  return { depth: toSafeInteger(pduOf(event).depth), position: event.position };
}

import { beforeAll, describe, expect, it } from 'vitest';
import { ReadStateDeltaRequest, ReadStateRequest, type ReadStateResponse, type StoredEvent } from '@chappe/contracts';
import { ALICE, BOB, RoomSuite } from '../fixtures/room-suite.js';
import { nameOf, pduOf, TestRoom } from '../fixtures/test-room.js';
import { READ_EVENTS_MAX, STATE_PAGE_BYTES_MAX, TIMELINE_BYTES_MAX } from '../room.limits.js';

const PAGE_BYTES = 64 * 1024;
/** Largest content of a state event, and how many of them are in the room. */
const LARGE = 58_000;
const COUNT = 40;

/** A room with 2.3 MB of state in force, each slot of which replaced another 58 KB. */
let room: TestRoom;

const suite = new RoomSuite();
beforeAll(async () => {
  room = await TestRoom.create(suite.client, ALICE, { preset: 'public_chat' });
  await room.join(BOB);
  for (const fill of ['a', 'b']) {
    const slots = Array.from({ length: COUNT }, (_, index) => `key${index}`);
    await Promise.all(slots.map((key) => room.set('org.example.large', { fill: fill.repeat(LARGE) }, key)));
  }
});

const bytesOf = (event: StoredEvent): number =>
  event.pdu.length + event.replacedContent.length + event.redactionPdu.length;
const totalOf = (events: readonly StoredEvent[]): number => events.reduce((sum, event) => sum + bytesOf(event), 0);

async function allPages(ask: (after: string) => Promise<ReadStateResponse>): Promise<StoredEvent[][]> {
  const pages: StoredEvent[][] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const { events, next }: ReadStateResponse = await ask(after);
    pages.push(events);
    after = next === '' ? undefined : next;
  }
  return pages;
}

async function statePages(request: Partial<ReadStateRequest> = {}): Promise<StoredEvent[][]> {
  const { roomId } = room;
  const { root } = await suite.client.findState({ roomId, requester: ALICE, atPosition: undefined });
  const asked = { roomId, root, pageBytes: PAGE_BYTES, ...request };
  return allPages((after) => suite.client.readState(ReadStateRequest.fromPartial({ ...asked, after })));
}

describe('a state in pages', () => {
  it('is whole, with each event once, and no page exceeds its bytes by more than an event', async () => {
    const pages = await statePages();
    const events = pages.flat();
    expect(events.map(({ eventId }) => eventId).sort()).toEqual(
      (await room.state(ALICE)).map(({ eventId }) => eventId).sort(),
    );
    expect(pages.length).toBeGreaterThanOrEqual(COUNT / 2);
    for (const page of pages) expect(totalOf(page.slice(0, -1))).toBeLessThan(PAGE_BYTES);
  });

  it('has no larger pages than this service wants', async () => {
    for (const pageBytes of [0, 1_000_000_000]) {
      for (const page of await statePages({ pageBytes })) {
        expect(totalOf(page.slice(0, -1))).toBeLessThan(STATE_PAGE_BYTES_MAX);
      }
    }
  });

  it('is the one of its root while the room goes on', async () => {
    const { roomId } = room;
    const { root } = await suite.client.findState({ roomId, requester: ALICE, atPosition: undefined });
    const before = (await statePages()).flat().map(({ eventId }) => eventId);
    const during: string[] = [];
    const pages = await allPages(async (after) => {
      during.push(await room.set('org.example.large', { at: after.length }, `key${during.length % COUNT}`));
      return suite.client.readState(ReadStateRequest.fromPartial({ roomId, root, after, pageBytes: PAGE_BYTES }));
    });
    expect(pages.flat().map(({ eventId }) => eventId)).toEqual(before);
    expect(before).not.toContain(during[0]);
    for (const [index] of during.entries()) {
      await room.set('org.example.large', { fill: 'b'.repeat(LARGE) }, `key${index % COUNT}`);
    }
  });

  it('names what its events replaced, and carries it for members only', async () => {
    const events = (await statePages()).flat();
    const large = events.filter((event) => pduOf(event).type === 'org.example.large');
    expect(large).toHaveLength(COUNT);
    for (const event of large) {
      expect(event.replacedEventId).not.toBe('');
      expect(event.replacedContent).toHaveLength(0);
    }
    await room.leave(BOB);
    const members = (await statePages({ part: { ...EVERYTHING, membersOnly: true } })).flat();
    expect(members.map(nameOf).sort()).toEqual(['join alice', 'leave bob']);
    const left = members.find((event) => nameOf(event) === 'leave bob');
    expect(JSON.parse(String(left?.replacedContent))).toMatchObject({ membership: 'join' });
    await room.join(BOB);
  });

  it('can be a part of it', async () => {
    const names = async (part: Partial<typeof EVERYTHING>): Promise<string[]> =>
      (await statePages({ part: { ...EVERYTHING, ...part } })).flat().map(nameOf).sort();
    expect(await names({ membersOnly: true, membership: 'join' })).toEqual(['join alice', 'join bob']);
    expect(await names({ membersOnly: true, notMembership: 'join' })).toEqual([]);
    const filter = Buffer.from('{"types":["m.room.member","m.room.create"],"lazy_load_members":true}');
    expect(await names({ filter, members: [BOB] })).toEqual(['create', 'join bob']);
  });

  it('of a difference is whole, too', async () => {
    const { roomId } = room;
    const { position } = await suite.client.readRoom({ roomId, timelineLimit: 1, stateInPages: true });
    const range = { roomId, fromPosition: 0, toPosition: position, pageBytes: PAGE_BYTES };
    const pages = await allPages((after) =>
      suite.client.readStateDelta(ReadStateDeltaRequest.fromPartial({ ...range, after })),
    );
    const expected = (await statePages()).flat().map(({ eventId }) => eventId);
    expect(pages.flat().map(({ eventId }) => eventId)).toEqual(expected);
  });

  it('is refused for what is no page of it', async () => {
    const request = ReadStateRequest.fromPartial({ roomId: room.roomId, root: 'x', after: 'junk' });
    await expect(suite.client.readState(request)).rejects.toMatchObject({ errcode: 'M_INVALID_PARAM' });
  });
});

const EVERYTHING = {
  filter: Buffer.alloc(0),
  members: [] as string[],
  membersOnly: false,
  membership: undefined as string | undefined,
  notMembership: undefined as string | undefined,
};

describe('what a view of a room begins with', () => {
  it('names the root of its state instead of carrying it', async () => {
    const read = await suite.client.readRoom({ roomId: room.roomId, timelineLimit: 5, stateInPages: true });
    expect(read.state).toEqual([]);
    const found = await suite.client.findState({ roomId: room.roomId, requester: ALICE, atPosition: undefined });
    expect(read.stateRoot).toBe(found.root);
  });

  it('has fewer of its newest events when they are large, with what they replaced', async () => {
    const read = await suite.client.readRoom({ roomId: room.roomId, timelineLimit: 100, stateInPages: true });
    expect(read.timelineComplete).toBe(false);
    expect(read.timeline.length).toBeGreaterThan(10);
    expect(totalOf(read.timeline.slice(1))).toBeLessThan(TIMELINE_BYTES_MAX);
    const all = await room.everything();
    expect(all.length).toBeLessThan(100);
    expect(totalOf(all.slice(1))).toBeLessThan(TIMELINE_BYTES_MAX);
    expect(read.timeline.map(({ eventId }) => eventId)).toEqual(all.slice(-read.timeline.length).map((e) => e.eventId));
  });
});

describe('the history of a room with large events', () => {
  it('is given in pages of so many bytes, without a hole or a repeat', async () => {
    const pages = await room.pages(ALICE, { limit: 500 });
    expect(pages.length).toBeGreaterThan(1);
    for (const { chunk } of pages) expect(totalOf(chunk.slice(0, -1))).toBeLessThan(TIMELINE_BYTES_MAX);
    const forth = await room.pages(ALICE, { limit: 500, forward: true });
    const idsOf = (all: typeof pages): string[] => all.flatMap(({ chunk }) => chunk.map(({ eventId }) => eventId));
    expect(idsOf(forth).toReversed()).toEqual(idsOf(pages));
    expect(new Set(idsOf(pages)).size).toBe(idsOf(pages).length);
  });
});

describe('some slots of a state', () => {
  it('are those at a position, in the order asked for, without the empty ones', async () => {
    const { roomId } = room;
    const { position } = await suite.client.readRoom({ roomId, timelineLimit: 0, stateInPages: true });
    const slots = [
      { type: 'm.room.name', stateKey: '' },
      { type: 'm.room.member', stateKey: BOB },
      { type: 'm.room.create', stateKey: '' },
    ];
    const now = await suite.client.readSlots({ roomId, position, slots });
    expect(now.events.map(nameOf)).toEqual(['join bob', 'create']);
    expect((await suite.client.readSlots({ roomId, position: 0, slots })).events).toEqual([]);
  });
});

describe('events by their IDs', () => {
  it('are those of the room, in the order of their positions, redacted ones as they are now', async () => {
    const said = await room.say(ALICE, 'a secret');
    const next = await room.say(ALICE, 'next');
    await room.redact(said);
    const other = await (await suite.openRoom()).say(ALICE, 'elsewhere');
    const { events } = await suite.client.readEvents({ roomId: room.roomId, eventIds: [next, other, said, '$none'] });
    expect(events.map(({ eventId }) => eventId)).toEqual([said, next]);
    expect(String(events[0]?.pdu)).not.toContain('a secret');
    expect(JSON.parse(String(events[1]?.pdu))).toMatchObject({ content: { body: 'next' }, hashes: {}, signatures: {} });
  });

  it('are read at most so many at once', async () => {
    const all = (await room.everything()).map(({ eventId }) => eventId);
    const eventIds = Array.from({ length: READ_EVENTS_MAX }, () => '$none').concat(all);
    expect((await suite.client.readEvents({ roomId: room.roomId, eventIds })).events).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '@chappe/contracts';
import { ALICE, BOB, CAROL, RoomSuite } from '../fixtures/room-suite.js';
import { nameOf, type TestRoom } from '../fixtures/test-room.js';
import { visibleTo } from '../fixtures/visible-to.js';

const suite = new RoomSuite();

async function seenBy(room: TestRoom, user: string): Promise<string[]> {
  const pages = await room.pages(user, { forward: true });
  return pages.flatMap((page) => page.chunk).map(nameOf);
}

const notFound = { errcode: 'M_NOT_FOUND' };
const forbidden = { errcode: 'M_FORBIDDEN' };

describe('history visibility of events that are read', () => {
  it('shows a new member everything of a shared history', async () => {
    const room = await suite.openRoom();
    await room.say(ALICE, 'before');
    await room.join(BOB);
    expect(await seenBy(room, BOB)).toEqual(expect.arrayContaining(['create', 'before', 'join bob']));
  });

  it('shows a new member only what follows the join when it is joined', async () => {
    const room = await suite.openRoom();
    await room.showHistoryTo('joined');
    const before = await room.say(ALICE, 'before');
    const joined = await room.join(BOB);
    await room.say(ALICE, 'after');
    expect((await seenBy(room, BOB)).slice(-3)).toEqual(['history_visibility', 'join bob', 'after']);
    await expect(room.event(BOB, before)).rejects.toMatchObject(notFound);
    await expect(room.context(BOB, before)).rejects.toMatchObject(notFound);
    expect((await room.event(BOB, joined))?.requesterMembership).toBe('join');
  });

  it('does not tell who left what redacted an event after that', async () => {
    const room = await suite.openRoom();
    await room.join(BOB);
    const said = await room.say(ALICE, 'said');
    const topic = await room.set('m.room.topic', { topic: 'old' });
    await room.leave(BOB);
    const redaction = await room.redact(said);
    await room.redact(topic);
    expect((await room.event(ALICE, said))?.redactionEventId).toBe(redaction);
    const context = await room.context(BOB, said, { limit: 20 });
    const pages = await room.pages(BOB);
    const seen = [
      ...pages.flatMap((page) => page.chunk),
      ...context.eventsBefore,
      ...context.eventsAfter,
      ...context.state,
      ...(await room.state(BOB)),
    ];
    expect(seen.map((event) => event.eventId)).toEqual(expect.arrayContaining([said, topic]));
    expect(seen.filter((event) => event.redactionEventId !== '' || event.redactionPdu.length > 0)).toEqual([]);
    expect((await room.event(BOB, said))?.redactionPdu).toHaveLength(0);
    expect(context.event?.redactionPdu).toHaveLength(0);
  });

  it('shows a new member what follows the invitation when it is invited', async () => {
    const room = await suite.openRoom();
    await room.showHistoryTo('invited');
    await room.say(ALICE, 'before');
    const invited = await room.invite(BOB);
    await room.say(ALICE, 'between');
    await expect(room.messages(BOB)).rejects.toMatchObject(forbidden);
    await expect(room.event(BOB, invited)).rejects.toMatchObject(notFound);
    await room.join(BOB);
    expect((await seenBy(room, BOB)).slice(-3)).toEqual(['invite bob', 'between', 'join bob']);
    expect((await room.event(BOB, invited))?.requesterMembership).toBe('invite');
  });

  it('shows who left nothing that came after, not even when he is banned or invited again', async () => {
    const room = await suite.openRoom();
    await room.join(BOB);
    await room.leave(BOB);
    const later = await room.say(ALICE, 'later');
    const seen = await seenBy(room, BOB);
    expect(seen.at(-1)).toBe('leave bob');
    await room.ban(BOB);
    expect(await seenBy(room, BOB)).toEqual(seen);
    await room.unban(BOB);
    await room.showHistoryTo('invited');
    await room.invite(BOB);
    const invited = await room.say(ALICE, 'while invited');
    expect(await seenBy(room, BOB)).toEqual(seen);
    for (const eventId of [later, invited]) await expect(room.event(BOB, eventId)).rejects.toMatchObject(notFound);
  });

  it('shows what was sent while a user was away once he joins again, when it is shared', async () => {
    const room = await suite.openRoom();
    await room.join(BOB);
    await room.leave(BOB);
    const away = await room.say(ALICE, 'away');
    await room.join(BOB);
    expect((await room.event(BOB, away))?.requesterMembership).toBe('leave');
  });

  it('shows anybody what was sent while it was world_readable, and the events that change that', async () => {
    const room = await suite.openRoom();
    const before = await room.say(ALICE, 'before');
    const opening = await room.showHistoryTo('world_readable');
    const open = await room.say(ALICE, 'open');
    expect(await seenBy(room, CAROL)).toEqual(['history_visibility', 'open']);
    const closing = await room.showHistoryTo('shared');
    for (const eventId of [opening, open, closing]) expect((await room.event(CAROL, eventId))?.eventId).toBe(eventId);
    await expect(room.event(CAROL, before)).rejects.toMatchObject(notFound);
    await expect(room.messages(CAROL)).rejects.toMatchObject(forbidden);
  });

  it('shows redacted events in their redacted form, with what redacted them', async () => {
    const room = await suite.openRoom();
    const said = await room.say(ALICE, 'a secret');
    const redaction = await room.redact(said);
    const event = await room.event(ALICE, said);
    expect(event?.pdu.toString()).not.toContain('a secret');
    expect(event?.redactionEventId).toBe(redaction);
    expect(JSON.parse(String(event?.redactionPdu))).toMatchObject({ type: 'm.room.redaction' });
  });

  it('shows nothing to who has forgotten the room, until he joins again', async () => {
    const room = await suite.openRoom();
    const joined = await room.join(BOB);
    await room.leave(BOB);
    await room.forget(BOB);
    await expect(room.messages(BOB)).rejects.toMatchObject(forbidden);
    await expect(room.state(BOB)).rejects.toMatchObject(forbidden);
    await expect(room.event(BOB, joined)).rejects.toMatchObject(notFound);
    await room.join(BOB);
    expect(await seenBy(room, BOB)).toContain('create');
  });

  it.each(['!unknown:test.example', '!nul\0:test.example', 'no room', ''])(
    'refuses to read the unknown room %j',
    async (roomId) => {
      const request = { roomId, eventId: '$event', requester: ALICE };
      await expect(suite.client.getEvent(request)).rejects.toMatchObject(notFound);
      await expect(suite.client.getState({ roomId, requester: ALICE })).rejects.toMatchObject(forbidden);
    },
  );

  it('does not find events that cannot exist, or are in another room', async () => {
    const room = await suite.openRoom();
    const elsewhere = await (await suite.openRoom()).say(ALICE, 'elsewhere');
    for (const eventId of ['$nul\0', 'event', '', '$unknown', elsewhere]) {
      await expect(room.event(ALICE, eventId)).rejects.toMatchObject(notFound);
      await expect(room.context(ALICE, eventId)).rejects.toMatchObject(notFound);
    }
  });
});

const USERS = [BOB, CAROL];
const act = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ what: 'say' } as const) },
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constantFrom('join', 'leave', 'invite'), who: fc.constantFrom(...USERS) }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('ban', 'unban'), who: fc.constantFrom(...USERS) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('show' as const),
      to: fc.constantFrom('world_readable', 'shared', 'invited', 'joined'),
    }),
  },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** Does what the rules allow; a refusal is no event and so no part of the story. */
async function perform(room: TestRoom, one: Act): Promise<void> {
  const attempt = async (): Promise<unknown> => {
    if (one.what === 'say') return room.say(ALICE, 'hello');
    if (one.what === 'show') return room.showHistoryTo(one.to);
    return room[one.what](one.who);
  };
  await attempt().catch((error: unknown) => expect(error).toMatchObject(forbidden));
}

async function eventsSeenOneByOne(room: TestRoom, user: string, all: readonly StoredEvent[]): Promise<string[]> {
  const found = await Promise.all(
    all.map(({ eventId }) =>
      room.event(user, eventId).then(
        (event) => [event?.eventId ?? ''],
        () => [],
      ),
    ),
  );
  return found.flat();
}

describe('history visibility in any room', () => {
  it('agrees with the rules applied to the whole history, event by event and page by page', async () => {
    const story = fc.array(act, { minLength: 5, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(story, fc.integer({ min: 1, max: 7 }), fc.boolean(), async (acts, limit, forward) => {
        const room = await suite.openRoom();
        for (const one of acts) await perform(room, one);
        const all = await room.everything();
        for (const user of [ALICE, ...USERS]) {
          const expected = visibleTo(user, all);
          expect(await eventsSeenOneByOne(room, user, all)).toEqual(expected.one);
          if (!expected.pages) {
            await expect(room.messages(user)).rejects.toMatchObject(forbidden);
            continue;
          }
          const pages = await room.pages(user, { limit, forward });
          const read = pages.flatMap((page) => page.chunk).map(({ eventId }) => eventId);
          expect(forward ? read : read.toReversed()).toEqual(expected.pages);
        }
      }),
      { numRuns: 25, seed: 20_261_123 },
    );
  });
});

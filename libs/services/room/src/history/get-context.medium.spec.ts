import { describe, expect, it } from 'vitest';
import { ALICE, BOB, CAROL, RoomSuite } from '../fixtures/room-suite.js';
import { nameOf, pduOf, type TestRoom } from '../fixtures/test-room.js';

const suite = new RoomSuite();

async function chat(): Promise<{ room: TestRoom; ids: string[] }> {
  const room = await suite.openRoom({ topic: 'before' });
  await room.join(BOB);
  const ids: string[] = [];
  for (let index = 0; index < 9; index++) ids.push(await room.say(index % 2 === 0 ? ALICE : BOB, `${index}`));
  return { room, ids };
}

describe('the context of an event', () => {
  it('is what happened just before, newest first, and just after, oldest first', async () => {
    const { room, ids } = await chat();
    const context = await room.context(BOB, ids[4] ?? '', { limit: 4 });
    expect(context.event && nameOf(context.event)).toBe('4');
    expect(context.eventsBefore.map(nameOf)).toEqual(['3', '2']);
    expect(context.eventsAfter.map(nameOf)).toEqual(['5', '6']);
  });

  it.each([0, 1, 2, 3, 100])('has no more than %i events around it', async (limit) => {
    const { room, ids } = await chat();
    const { event, eventsBefore, eventsAfter } = await room.context(ALICE, ids[4] ?? '', { limit });
    expect(event?.eventId).toBe(ids[4]);
    expect(eventsBefore.length + eventsAfter.length).toBeLessThanOrEqual(limit);
    if (limit === 3) expect(eventsBefore.length + eventsAfter.length).toBe(3);
  });

  it('has tokens with which history goes on without a hole or a repeat', async () => {
    const { room, ids } = await chat();
    const { eventsBefore, eventsAfter, start, end } = await room.context(ALICE, ids[4] ?? '', { limit: 4 });
    const back = await room.messages(ALICE, { limit: 2, ...(start && { from: start }) });
    const forth = await room.messages(ALICE, { forward: true, limit: 2, ...(end && { from: end }) });
    expect([...eventsBefore, ...back.chunk].map(nameOf)).toEqual(['3', '2', '1', '0']);
    expect([...eventsAfter, ...forth.chunk].map(nameOf)).toEqual(['5', '6', '7', '8']);
  });

  it('filters what is around the event and the state, but not the event', async () => {
    const { room, ids } = await chat();
    const context = await room.context(ALICE, ids[4] ?? '', { filter: { senders: [BOB] } });
    expect(nameOf(context.event ?? missing())).toBe('4');
    expect(context.eventsBefore.map(nameOf)).toEqual(['3', '1', 'join bob']);
    expect(context.state.map(nameOf)).toEqual(['join bob']);
  });

  it('comes with the state at the last event returned', async () => {
    const { room, ids } = await chat();
    await room.set('m.room.topic', { topic: 'after' });
    const topicOf = async (limit: number): Promise<unknown> => {
      const { state } = await room.context(ALICE, ids[6] ?? '', { limit });
      return state.map(pduOf).find(({ type }) => type === 'm.room.topic')?.content['topic'];
    };
    expect(await topicOf(2)).toBe('before');
    expect(await topicOf(20)).toBe('after');
  });

  it('comes with the members who sent what is shown when they are lazy-loaded', async () => {
    const { room, ids } = await chat();
    await room.join(CAROL);
    const filter = { lazy_load_members: true };
    const { state } = await room.context(ALICE, ids[4] ?? '', { limit: 2, filter });
    expect(
      state
        .filter((event) => pduOf(event).type === 'm.room.member')
        .map(nameOf)
        .sort(),
    ).toEqual(['join alice', 'join bob']);
    const alone = await room.context(ALICE, ids[4] ?? '', { limit: 0, filter });
    const members = alone.state.filter((event) => pduOf(event).type === 'm.room.member');
    expect(members.map(nameOf)).toEqual(['join alice']);
    expect(alone.state.map(nameOf)).toContain('topic');
  });

  it('ends where the requester left', async () => {
    const { room, ids } = await chat();
    await room.leave(BOB);
    await room.say(ALICE, 'later');
    const { eventsAfter } = await room.context(BOB, ids[8] ?? '', { limit: 10 });
    expect(eventsAfter.map(nameOf)).toEqual(['leave bob']);
    await expect(room.context(CAROL, ids[4] ?? '')).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
  });
});

function missing(): never {
  throw new Error('the event is missing');
}

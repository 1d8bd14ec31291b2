import { describe, expect, it } from 'vitest';
import { ALICE, BOB, CAROL, RoomSuite } from '../fixtures/room-suite.js';
import { nameOf, pduOf } from '../fixtures/test-room.js';

const suite = new RoomSuite();

const forbidden = { errcode: 'M_FORBIDDEN' };
const notFound = { errcode: 'M_NOT_FOUND' };

describe('the state of a room', () => {
  it('is the state in force for who is joined', async () => {
    const room = await suite.openRoom({ topic: 'first' });
    await room.join(BOB);
    await room.set('m.room.topic', { topic: 'second' });
    const names = (await room.state(BOB)).map(nameOf).sort();
    expect(names).toContain('join bob');
    expect(names.filter((name) => name === 'topic')).toHaveLength(1);
    const [topic] = await room.state(BOB, 'm.room.topic');
    expect(topic && pduOf(topic).content).toMatchObject({ topic: 'second' });
    expect(JSON.parse(String(topic?.replacedContent))).toMatchObject({ topic: 'first' });
    expect(topic?.replacedSender).toBe(ALICE);
  });

  it('is the state at leaving for who has left, and for who was banned after he left', async () => {
    const room = await suite.openRoom({ topic: 'first' });
    await room.join(BOB);
    await room.leave(BOB);
    await room.set('m.room.topic', { topic: 'second' });
    await room.set('m.room.name', { name: 'later' });
    await room.ban(BOB);
    const names = (await room.state(BOB)).map(nameOf);
    expect(names).toContain('leave bob');
    expect(names).not.toContain('name');
    const [topic] = await room.state(BOB, 'm.room.topic');
    expect(topic && pduOf(topic).content).toMatchObject({ topic: 'first' });
    await expect(room.state(BOB, 'm.room.name')).rejects.toMatchObject(notFound);
  });

  it('is closed to who was never in the room, invited or not, unless it is world_readable', async () => {
    const room = await suite.openRoom();
    await room.invite(BOB);
    for (const user of [BOB, CAROL]) await expect(room.state(user)).rejects.toMatchObject(forbidden);
    await room.leave(BOB);
    await expect(room.state(BOB)).rejects.toMatchObject(forbidden);
    await room.showHistoryTo('world_readable');
    expect((await room.state(CAROL)).map(nameOf)).toContain('history_visibility');
  });

  it.each([
    ['m.room.unknown', ''],
    ['m.room.topic', 'another key'],
    ['nul\0', ''],
    ['m.room.topic', 'nul\0'],
    ['', ''],
  ])('has nothing in the slot %j %j', async (type, stateKey) => {
    const room = await suite.openRoom({ topic: 'a topic' });
    await room.join(BOB);
    await room.leave(BOB);
    for (const user of [ALICE, BOB]) await expect(room.state(user, type, stateKey)).rejects.toMatchObject(notFound);
  });

  it('does not depend on what other rooms are called', async () => {
    const one = await suite.openRoom({ name: 'one' });
    const other = await suite.openRoom({ name: 'other' });
    const [name] = await one.state(ALICE, 'm.room.name');
    expect(name && pduOf(name).content).toMatchObject({ name: 'one' });
    expect((await other.state(ALICE)).map(({ eventId }) => eventId)).not.toContain(name?.eventId);
  });
});

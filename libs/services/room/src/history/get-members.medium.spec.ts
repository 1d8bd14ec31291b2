import { describe, expect, it } from 'vitest';
import { ALICE, BOB, CAROL, DAVE, RoomSuite } from '../fixtures/room-suite.js';
import type { TestRoom } from '../fixtures/test-room.js';

const suite = new RoomSuite();

const forbidden = { errcode: 'M_FORBIDDEN' };

/** Bob joined and left, Carol is invited, Dave is banned. */
async function mixedRoom(): Promise<TestRoom> {
  const room = await suite.openRoom();
  await room.join(BOB);
  await room.invite(CAROL);
  await room.ban(DAVE);
  await room.leave(BOB);
  return room;
}

async function positionOf(room: TestRoom, eventId: string): Promise<number> {
  const event = (await room.everything()).find((one) => one.eventId === eventId);
  if (!event) throw new Error('the room has no such event');
  return event.position;
}

describe('the members of a room', () => {
  it('are all who ever had a membership', async () => {
    const room = await mixedRoom();
    expect(await room.members(ALICE)).toEqual(['ban dave', 'invite carol', 'join alice', 'leave bob']);
  });

  it('can be chosen by membership and by what is not the membership; both together mean either', async () => {
    const room = await mixedRoom();
    const choices = [
      { membership: 'join' },
      { notMembership: 'leave' },
      { membership: 'ban', notMembership: 'ban' },
      { membership: 'leave', notMembership: 'join' },
    ];
    const expected = [
      ['join alice'],
      ['ban dave', 'invite carol', 'join alice'],
      ['ban dave', 'invite carol', 'join alice', 'leave bob'],
      ['ban dave', 'invite carol', 'leave bob'],
    ];
    const last = (await room.everything()).at(-1)?.position;
    for (const [index, choice] of choices.entries()) {
      expect(await room.members(ALICE, choice)).toEqual(expected[index]);
      expect(await room.members(ALICE, { ...choice, atPosition: last })).toEqual(expected[index]);
    }
  });

  it('are those at leaving for who has left, whatever position is asked for', async () => {
    const room = await suite.openRoom();
    await room.join(BOB);
    await room.leave(BOB);
    const later = await positionOf(room, await room.join(CAROL));
    expect(await room.members(BOB)).toEqual(['join alice', 'leave bob']);
    expect(await room.members(BOB, { atPosition: later })).toEqual(['join alice', 'leave bob']);
  });

  it('are those at a position when one is given', async () => {
    const room = await suite.openRoom();
    const joined = await positionOf(room, await room.join(BOB));
    await room.join(CAROL);
    expect(await room.members(ALICE, { atPosition: joined })).toEqual(['join alice', 'join bob']);
    expect(await room.members(ALICE, { atPosition: joined - 1 })).toEqual(['join alice']);
    expect(await room.members(ALICE, { atPosition: 0 })).toEqual([]);
    expect(await room.members(ALICE, { atPosition: Number.MAX_SAFE_INTEGER })).toHaveLength(3);
  });

  it('are not shown as they were at a position at which the requester may not see the room', async () => {
    const room = await suite.openRoom();
    await room.showHistoryTo('joined');
    const before = await positionOf(room, await room.say(ALICE, 'before'));
    const joined = await positionOf(room, await room.join(BOB));
    await expect(room.members(BOB, { atPosition: before })).rejects.toMatchObject(forbidden);
    expect(await room.members(BOB, { atPosition: joined })).toEqual(['join alice', 'join bob']);
    await expect(room.members(CAROL)).rejects.toMatchObject(forbidden);
  });

  it('come with whether the requester is joined now', async () => {
    const room = await mixedRoom();
    const { roomId } = room;
    expect((await suite.client.getMembers({ roomId, requester: ALICE })).requesterJoined).toBe(true);
    expect((await suite.client.getMembers({ roomId, requester: BOB })).requesterJoined).toBe(false);
  });

  it('are answered in full when there are more than a page of them', async () => {
    const room = await suite.openRoom();
    const users = Array.from({ length: 2_100 }, (_, index) => `@user${index}:test.example`);
    for (let start = 0; start < users.length; start += 300) {
      await Promise.all(users.slice(start, start + 300).map((user) => room.join(user)));
    }
    const last = (await room.messages(ALICE, { limit: 1 })).chunk[0]?.position;
    expect(new Set(await room.members(ALICE)).size).toBe(2_101);
    expect(new Set(await room.members(ALICE, { atPosition: last })).size).toBe(2_101);
    expect((await room.state(ALICE)).length).toBeGreaterThan(2_101);
  });
});

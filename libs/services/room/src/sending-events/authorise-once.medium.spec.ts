import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { MembershipAction, SendEventRequest } from '@chappe/contracts';
import type { RoomId } from '@chappe/events';
import { membership, state } from '../fixtures/requests.js';
import { ALICE, BOB, EVE, RoomSuite } from '../fixtures/room-suite.js';
import { nameOf, TestRoom } from '../fixtures/test-room.js';
import type { RoomHead } from '../heads/room-head.js';
import { RoomHeads } from '../heads/room-heads.js';
import { EventPreparation } from '../writing/event-preparation.js';
import { RoomWriter } from '../writing/room-writer.js';

let room: TestRoom;
let authorise: MockInstance<EventPreparation['authorise']>;

const suite = new RoomSuite();
beforeEach(async () => {
  room = await TestRoom.create(suite.client, ALICE, { preset: 'public_chat' });
  await room.join(BOB);
  authorise = vi.spyOn(suite.running.context.get(EventPreparation), 'authorise');
});
afterEach(() => authorise.mockRestore());

/** Sets state through `/state`. */
function set(sender: string, event: { type: string; content: object; stateKey?: string }): Promise<unknown> {
  return suite.client.sendEvent(state(room.roomId, sender, event));
}

function member(stateKey: string, change: string): { type: string; content: object; stateKey: string } {
  return { type: 'm.room.member', stateKey, content: { membership: change } };
}

function change(sender: string, action: MembershipAction, target = sender): Promise<unknown> {
  return suite.client.changeMembership(membership(room.roomId, sender, { action, target }));
}

function redact(sender: string, redacts: string): Promise<unknown> {
  const event = { eventType: 'm.room.redaction', content: Buffer.from('{}'), redacts };
  return suite.client.sendEvent(SendEventRequest.fromPartial({ roomId: room.roomId, sender, ...event }));
}

/** How often the rules were asked while one more event came into the room. */
async function timesAskedFor(act: () => Promise<unknown>): Promise<number> {
  const before = (await room.everything()).length;
  authorise.mockClear();
  await act();
  expect((await room.everything()).length).toBe(before + 1);
  return authorise.mock.calls.length;
}

/** How often the rules were asked before they refused. */
async function timesAskedToRefuse(act: () => Promise<unknown>): Promise<number> {
  authorise.mockClear();
  await expect(act()).rejects.toMatchObject({ errcode: 'M_FORBIDDEN' });
  return authorise.mock.calls.length;
}

describe('an event that comes into a room is authorised once', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a message', () => room.say(ALICE, 'hello')],
    ['a state event', () => set(ALICE, { type: 'm.room.name', content: { name: 'x' } })],
    ['an invite sent as state', () => set(ALICE, member(EVE, 'invite'))],
    ['a join sent as state', () => set(EVE, member(EVE, 'join'))],
    ['a join', () => change(EVE, MembershipAction.MEMBERSHIP_ACTION_JOIN)],
    ['a kick', () => change(ALICE, MembershipAction.MEMBERSHIP_ACTION_KICK, BOB)],
    ['a leave', () => change(BOB, MembershipAction.MEMBERSHIP_ACTION_LEAVE)],
  ])('%s', async (_what, act) => {
    expect(await timesAskedFor(act)).toBe(1);
  });

  it('an alias, which is looked up', async () => {
    const alias = '#looked-up:test.example';
    await suite.client.putAlias({ roomId: room.roomId, alias, requester: ALICE });
    expect(await timesAskedFor(() => set(ALICE, { type: 'm.room.canonical_alias', content: { alias } }))).toBe(1);
  });

  it('a redaction, whose target is looked up', async () => {
    const target = await room.say(BOB, 'secret');
    expect(await timesAskedFor(() => redact(ALICE, target))).toBe(1);
  });
});

describe('an event that the rules refuse is authorised once', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a message', () => room.say(EVE, 'hello')],
    ['a state event', () => set(BOB, { type: 'm.room.name', content: { name: 'x' } })],
    ['aliases', () => set(BOB, { type: 'm.room.canonical_alias', content: { alias: '#none:test.example' } })],
    ['a ban sent as state', () => set(BOB, member(ALICE, 'ban'))],
    ['a redaction', () => redact(EVE, '$missing')],
    ['a ban', () => change(BOB, MembershipAction.MEMBERSHIP_ACTION_BAN, ALICE)],
  ])('%s', async (_what, act) => {
    expect(await timesAskedToRefuse(act)).toBe(1);
  });
});

it('an event that was authorised is not appended once something else has come into the room', async () => {
  const writer = suite.running.context.get(RoomWriter);
  const head = (await suite.running.context.get(RoomHeads).get(room.roomId as RoomId)) as RoomHead;
  const event = await writer.authorise(head, { type: 'm.room.message', sender: BOB, content: { body: 'too late' } });
  await room.ban(BOB);
  await expect(writer.appendAuthorised(head, event)).rejects.toThrow('has changed since');
  expect((await room.everything()).map(nameOf).at(-1)).toBe('ban bob');
});

import type { StoredEvent } from '@chappe/contracts';
import { roomVersionRules, type RoomVersionRules } from '@chappe/events';
import { expect, it } from 'vitest';
import { RoomEvent } from '../../views/rooms/room-event.js';
import type { JoinedRoomDelta } from '../sync-delta.js';
import type { CandidateRoom } from './candidate-rooms.js';
import { withErasures } from './erased-senders.js';
import type { GivenEvent } from './given-event.js';
import type { RoomHistory } from './room-history.js';

const BOB = '@bob:example.org';
const rules = roomVersionRules('11') as RoomVersionRules;
const NOTHING = Buffer.alloc(0);

function stored(position: number, pdu: object, parts: Partial<StoredEvent> = {}): StoredEvent {
  const whole = { sender: '@dora:example.org', origin_server_ts: 1, depth: position, ...pdu };
  const redaction = { redactionEventId: '', redactionPdu: NOTHING, redactionErasedAt: 0 };
  const replaced = { replacedEventId: '', replacedContent: NOTHING, replacedSender: '', replacedErasedAt: 0 };
  const rest = { txnId: '', txnDeviceId: '', requesterMembership: '', erasedAt: 0 };
  const json = Buffer.from(JSON.stringify(whole));
  return { eventId: `$${position}`, pdu: json, position, ...redaction, ...replaced, ...rest, ...parts };
}

const message = (position: number, erasedAt: number): RoomEvent =>
  RoomEvent.ofStored(stored(position, { type: 'm.room.message', content: { body: `at ${position}` } }, { erasedAt }));

/** Member events of Bob: position and membership. */
type Stages = readonly (readonly [number, 'join' | 'leave'])[];

/** The history of Bob, and how often it was asked. */
function historyOf(stages: Stages) {
  let questions = 0;
  const stageAt = (position: number): RoomEvent | undefined => {
    const index = stages.findLastIndex(([at]) => at <= position);
    const [at, membership] = stages[index] ?? [];
    if (at === undefined) return undefined;
    const before = stages[index - 1]?.[1];
    const pdu = { type: 'm.room.member', state_key: BOB, sender: BOB, content: { membership } };
    const replacedContent = Buffer.from(JSON.stringify({ membership: before }));
    const replaced = before && { replacedEventId: '$before', replacedContent, replacedSender: BOB };
    return RoomEvent.ofStored(stored(at, pdu, replaced));
  };
  const slotAt = (_type: string, _stateKey: string, position: number): RoomEvent | undefined => {
    questions++;
    return stageAt(position);
  };
  const state = { get: () => stageAt(Infinity) };
  const candidate = { userId: BOB, room: { isFirstAfter: () => false, membershipAt: () => undefined } };
  return {
    asked: () => questions,
    history: { view: { rules, state }, slotAt } as unknown as RoomHistory,
    candidate: candidate as unknown as CandidateRoom,
  };
}

async function shownOf(events: readonly RoomEvent[], stages: Stages): Promise<string[]> {
  const { history, candidate } = historyOf(stages);
  const timeline = { events: events.map((event) => ({ event, membership: 'join', isOpen: true })), limited: false };
  const room = { timeline, state: [] } as unknown as JoinedRoomDelta;
  const given = await withErasures(room, candidate, history);
  return given.timeline.events.map(({ event }) => bodyOf(event));
}

function bodyOf({ prefix }: GivenEvent): string {
  return (JSON.parse(`${prefix}}`) as { content: { body?: string } }).content.body ?? 'redacted';
}

it.each<{ readonly who: string; readonly stages: Stages; readonly shown: readonly string[] }>([
  { who: 'joined after both erasures', stages: [[60, 'join']], shown: ['redacted', 'redacted', 'redacted', 'at 40'] },
  { who: 'joined between them', stages: [[35, 'join']], shown: ['redacted', 'at 20', 'redacted', 'at 40'] },
  { who: 'was always there', stages: [[5, 'join']], shown: ['at 10', 'at 20', 'at 30', 'at 40'] },
  {
    who: 'left before both',
    stages: [
      [5, 'join'],
      [15, 'leave'],
      [60, 'join'],
    ],
    shown: ['at 10', 'redacted', 'redacted', 'at 40'],
  },
  {
    who: 'was there for the first, and left before the second',
    stages: [
      [5, 'join'],
      [38, 'leave'],
      [60, 'join'],
    ],
    shown: ['at 10', 'at 20', 'at 30', 'at 40'],
  },
])('of two senders, erased at 33 and at 50, who $who sees what was there in time', async ({ stages, shown }) => {
  const events = [message(10, 33), message(20, 50), message(30, 33), message(40, 0)];
  expect(await shownOf(events, stages)).toEqual(shown);
});

it.each<{ readonly who: string; readonly stages: Stages; readonly most: number }>([
  { who: 'joined later for the first time', stages: [[60, 'join']], most: 0 },
  {
    who: 'had left before',
    stages: [
      [5, 'join'],
      [15, 'leave'],
      [60, 'join'],
    ],
    most: 2,
  },
])('asks at most $most times about the past of who $who, for many erasures', async ({ stages, most }) => {
  const { history, candidate, asked } = historyOf(stages);
  const erasures = Array.from({ length: 20 }, (_, index) => message(10, 33 + index));
  const roomOf = (state: readonly RoomEvent[]) => ({ timeline: { events: [] }, state }) as unknown as JoinedRoomDelta;
  const plain = roomOf([message(40, 0)]);
  expect(await withErasures(plain, candidate, history)).toBe(plain);
  expect(asked()).toBe(0);
  await withErasures(roomOf(erasures), candidate, history);
  expect(asked()).toBeLessThanOrEqual(most);
});

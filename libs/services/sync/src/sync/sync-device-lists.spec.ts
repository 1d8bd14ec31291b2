import { DeviceChange } from '@chappe/contracts';
import { describe, expect, it } from 'vitest';
import { ModelReplica } from '../fixtures/model-replica.js';
import { ModelServer } from '../fixtures/model-server.js';
import { VIEW_TIMELINE_EVENTS_MAX } from '../sync.limits.js';

const ALICE = '@alice:x';
const BOB = '@bob:x';
const CAROL = '@carol:x';
const ROOMS = ['!one:x', '!two:x'];

/** `alice` and `bob` with `+` or `-` and the number of a room: joins, leaves. `keys`: Bob's device list changes. */
type Step = string;

interface History {
  readonly title: string;
  /** Rooms that both are in at first, of {@link ROOMS}. */
  readonly shared: readonly number[];
  readonly steps: readonly Step[];
}

const HISTORIES: readonly History[] = [
  { title: 'the other leaves and returns', shared: [0], steps: ['bob-0', 'keys', 'bob+0'] },
  { title: 'the other leaves and returns twice', shared: [0], steps: ['bob-0', 'keys', 'bob+0', 'bob-0', 'bob+0'] },
  { title: 'the other leaves, returns and leaves', shared: [0], steps: ['bob-0', 'bob+0', 'keys', 'bob-0'] },
  { title: 'the user leaves and returns', shared: [0], steps: ['alice-0', 'keys', 'alice+0'] },
  { title: 'the keys change just before the user leaves', shared: [0], steps: ['keys', 'alice-0', 'alice+0'] },
  { title: 'both leave and return', shared: [0], steps: ['alice-0', 'bob-0', 'keys', 'bob+0', 'alice+0'] },
  { title: 'both leave and return crosswise', shared: [0], steps: ['bob-0', 'alice-0', 'keys', 'alice+0', 'bob+0'] },
  { title: 'the other leaves one of two rooms', shared: [0, 1], steps: ['bob-0', 'keys', 'bob+0'] },
  { title: 'the other leaves both', shared: [0, 1], steps: ['bob-0', 'bob-1', 'keys', 'bob+1', 'bob+0'] },
  { title: 'the other leaves both and returns to one', shared: [0, 1], steps: ['bob-0', 'bob-1', 'keys', 'bob+0'] },
  { title: 'the user leaves both', shared: [0, 1], steps: ['alice-1', 'alice-0', 'keys', 'alice+0', 'alice+1'] },
  { title: 'the user leaves one, the other another', shared: [0, 1], steps: ['alice-0', 'bob-1', 'keys', 'bob+1'] },
  { title: 'the other changes rooms', shared: [0], steps: ['alice+1', 'bob-0', 'keys', 'bob+1'] },
  { title: 'the user changes rooms', shared: [0], steps: ['bob+1', 'alice-0', 'keys', 'alice+1'] },
  { title: 'they meet for a while', shared: [], steps: ['alice+0', 'bob+0', 'keys', 'alice-0'] },
];

/** What is true between two steps. */
interface Moment {
  readonly token: string;
  readonly isShared: boolean;
  readonly keys: number;
}

/** A server with Alice's replica; Carol is in every room all the time. */
class World {
  readonly server = new ModelServer();
  #keys = 0;

  constructor(shared: readonly number[]) {
    for (const [index, roomId] of ROOMS.entries()) {
      this.server.create(roomId, CAROL, ...(shared.includes(index) ? [ALICE, BOB] : []));
    }
  }

  take(step: Step): void {
    if (step === 'keys') {
      this.#keys++;
      this.server.announceDeviceList(BOB);
      return;
    }
    const [, name, sign, room] = /^(\w+)([+-])(\d)$/.exec(step) ?? [];
    this.server.member(ROOMS[Number(room)] ?? '', `@${name}:x`, sign === '+' ? 'join' : 'leave');
  }

  moment(token: string): Moment {
    const isShared = ROOMS.some((roomId) => {
      const room = this.server.room(roomId);
      return [ALICE, BOB].every((userId) => room.membershipAt(userId, Infinity) === 'join');
    });
    return { token, isShared, keys: this.#keys };
  }
}

/** What a client that had Bob's keys at one moment, if a room was shared, must be told of him at a later one. */
function expectedOf(from: Moment, to: Moment): { isChanged: unknown; isLeft: unknown } {
  if (!to.isShared) return { isChanged: false, isLeft: from.isShared || expect.any(Boolean) };
  // Who is named without need is asked for without need, no more.
  const isCurrent = from.isShared && from.keys === to.keys;
  return { isChanged: isCurrent ? expect.any(Boolean) : true, isLeft: false };
}

const BUSY = VIEW_TIMELINE_EVENTS_MAX;

// client-server-api, "Tracking the device list for a user"
describe.each(HISTORIES)('device lists when $title', ({ shared, steps }) => {
  it.each([
    { where: 'in quiet rooms', messages: 0, isNew: false },
    { where: 'in quiet rooms, on a replica that has just started', messages: 0, isNew: true },
    { where: 'in rooms too busy for their views', messages: BUSY, isNew: false },
    { where: 'in busy rooms, on a replica that has just started', messages: BUSY, isNew: true },
  ])('are told to every token, at every step, $where', async ({ messages, isNew }) => {
    const world = new World(shared);
    const running = await ModelReplica.start(world.server);
    const moments = [world.moment((await running.sync({ userId: ALICE })).next_batch)];
    for (const step of steps) {
      world.take(step);
      for (const roomId of ROOMS) for (let i = 0; i < messages; i++) world.server.message(roomId, CAROL);
      running.deliver();
      const replica = isNew ? await ModelReplica.start(world.server) : running;
      const now = world.moment((await replica.sync({ userId: ALICE })).next_batch);
      for (const moment of moments) {
        const { device_lists: told } = await replica.sync({ userId: ALICE, since: moment.token });
        const isNamed = { isChanged: told?.changed.includes(BOB), isLeft: told?.left.includes(BOB) };
        expect(isNamed, `${step} since ${JSON.stringify(moment)}`).toEqual(expectedOf(moment, now));
      }
      moments.push(now);
    }
  });
});

describe('device lists of a user', () => {
  const { DEVICE_CHANGE_ADDED, DEVICE_CHANGE_DELETED, DEVICE_CHANGE_KEYS, DEVICE_CHANGE_RENAMED } = DeviceChange;
  const change = (what: DeviceChange) => (server: ModelServer) => server.changeDevice(ALICE, 'PHONE', what);

  it.each([
    { what: 'a new device', act: change(DEVICE_CHANGE_ADDED), changed: [ALICE] },
    { what: 'a deleted device', act: change(DEVICE_CHANGE_DELETED), changed: [ALICE] },
    { what: 'the name of a device', act: change(DEVICE_CHANGE_RENAMED), changed: [ALICE] },
    { what: 'new keys or own signatures', act: change(DEVICE_CHANGE_KEYS), changed: [ALICE] },
    {
      what: 'a signature on others',
      act: (server: ModelServer) => server.sign(ALICE, [BOB, CAROL]),
      changed: [BOB, CAROL],
    },
  ])('tell the other devices of $what, awake, asleep, on a new replica, and nobody else', async ({ act, changed }) => {
    const server = new ModelServer();
    for (const roomId of ROOMS) server.create(roomId, CAROL, BOB, ALICE);
    const replica = await ModelReplica.start(server);
    const { next_batch: since } = await replica.sync({ userId: ALICE, deviceId: 'LAPTOP' });
    const sleeping = replica.sync({ userId: ALICE, deviceId: 'LAPTOP', since, timeoutMs: 30_000 });
    const { next_batch: ofBob } = await replica.sync({ userId: BOB });
    await replica.clock.advance(1);
    act(server);
    replica.deliver();
    const late = await ModelReplica.start(server);
    for (const told of [sleeping, replica.sync({ userId: ALICE, since }), late.sync({ userId: ALICE, since })]) {
      const { device_lists: lists, next_batch: next } = await told;
      expect(lists).toEqual({ changed, left: [] });
      expect((await replica.sync({ userId: ALICE, since: next })).device_lists?.changed).toEqual([]);
    }
    expect((await replica.sync({ userId: BOB, since: ofBob })).device_lists?.changed).toEqual([]);
  });
});

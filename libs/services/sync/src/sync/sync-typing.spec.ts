import { TYPING_ROOMS_IN_TOKEN_MAX, typingTopic } from '@chappe/contracts';
import { describe, expect, it } from 'vitest';
import { ModelReplica, type AnswerJson } from '../fixtures/model-replica.js';
import { ModelServer } from '../fixtures/model-server.js';

const ALICE = '@alice:x';
const BOB = '@bob:x';
const CAROL = '@carol:x';
const ROOM = '!one:x';
const TYPED_MS = 30_000;

/** The lists of typing users that an answer tells for a room. */
function typingIn({ rooms }: AnswerJson, roomId = ROOM): unknown[] {
  const events = rooms.join[roomId]?.ephemeral.events ?? [];
  return events.filter(({ type }) => type === 'm.typing').map(({ content }) => content['user_ids']);
}

/** A room of three in which Carol creates and kicks, Bob types on his phone and Alice looks on. */
class World {
  readonly server = new ModelServer();
  readonly replicas: ModelReplica[] = [];
  replica!: ModelReplica;
  other!: ModelReplica;

  static async start(): Promise<World> {
    const world = new World();
    world.server.create(ROOM, CAROL, BOB, ALICE);
    world.replica = await world.addReplica();
    world.other = await world.addReplica();
    return world;
  }

  async addReplica(): Promise<ModelReplica> {
    const replica = await ModelReplica.start(this.server, { instance: this.replicas.length + 1 });
    this.replicas.push(replica);
    return replica;
  }

  type(userId: string, { roomId = ROOM, deviceId = 'PHONE', forMs = TYPED_MS } = {}): void {
    for (const { bus, clock } of this.replicas) {
      bus.publish(typingTopic, { roomId, userId, deviceId, untilMs: forMs === 0 ? 0 : clock.nowMs() + forMs });
    }
  }

  async pass(durationMs: number): Promise<void> {
    for (const { clock } of this.replicas) await clock.advance(durationMs);
  }

  deliver(): void {
    for (const replica of this.replicas) replica.deliver();
  }
}

const ENDS: readonly { readonly end: string; readonly take: (world: World) => unknown }[] = [
  { end: 'says so', take: (world) => world.type(BOB, { forMs: 0 }) },
  { end: 'says nothing more', take: (world) => world.pass(TYPED_MS + 1_000) },
  { end: 'leaves', take: ({ server }) => server.member(ROOM, BOB, 'leave') },
  { end: 'is kicked', take: ({ server }) => server.member(ROOM, { userId: BOB, by: CAROL }, 'leave') },
  { end: 'is banned', take: ({ server }) => server.member(ROOM, { userId: BOB, by: CAROL }, 'ban') },
  { end: 'logs the device out', take: ({ server }) => server.deleteDevice(BOB, 'PHONE') },
];

const WAYS: readonly { readonly way: string; readonly wait: (world: World) => Promise<ModelReplica> }[] = [
  { way: 'by the next answer', wait: ({ replica }) => Promise.resolve(replica) },
  {
    way: 'after an hour away',
    wait: async (world) => {
      await world.pass(3_600_000);
      return world.replica;
    },
  },
  { way: 'on another replica', wait: ({ other }) => Promise.resolve(other) },
  { way: 'on a replica that has just started', wait: (world) => world.addReplica() },
];

// client-server-api, "Typing Notifications"
describe.each(ENDS)('who typed and $end', ({ take }) => {
  it.each(WAYS)('is taken back once, $way', async ({ wait }) => {
    const world = await World.start();
    const { replica } = world;
    world.type(BOB);
    const typing = await replica.sync({ userId: ALICE });
    expect(typingIn(typing)).toEqual([[BOB]]);
    await take(world);
    world.deliver();
    const asked = await wait(world);
    const since = typing.next_batch;
    for (const round of ['first', 'repeated']) {
      const told = await asked.sync({ userId: ALICE, since });
      expect(typingIn(told), round).toEqual([[]]);
      const next = await asked.sync({ userId: ALICE, since: told.next_batch });
      expect(next.rooms.join, round).toEqual({});
    }
  });

  it('is taken back from who waits for it, and not shown to who comes later', async () => {
    const world = await World.start();
    const { replica } = world;
    world.type(BOB);
    const { next_batch: since } = await replica.sync({ userId: ALICE });
    const waiting = replica.sync({ userId: ALICE, since, timeoutMs: 2 * TYPED_MS });
    await replica.clock.advance(1);
    await take(world);
    world.deliver();
    expect(typingIn(await waiting)).toEqual([[]]);
    const late = await replica.sync({ userId: ALICE, deviceId: 'LATE' });
    expect(typingIn(late)).toEqual([]);
  });
});

describe('who types', () => {
  it('is shown at once to who waits, on this replica and on another one', async () => {
    const world = await World.start();
    const { next_batch: since } = await world.replica.sync({ userId: ALICE });
    const waiting = world.replicas.map((replica) => replica.sync({ userId: ALICE, since, timeoutMs: 30_000 }));
    await world.pass(1);
    world.type(BOB);
    for (const answer of await Promise.all(waiting)) expect(typingIn(answer)).toEqual([[BOB]]);
  });

  it('is shown to who joins meanwhile', async () => {
    const world = await World.start();
    const { replica } = world;
    const { next_batch: since } = await replica.sync({ userId: '@dan:x' });
    world.type(BOB);
    const { next_batch: later } = await replica.sync({ userId: '@dan:x', since });
    world.server.member(ROOM, '@dan:x', 'join');
    world.deliver();
    const joined = await replica.sync({ userId: '@dan:x', since: later });
    expect(typingIn(joined)).toEqual([[BOB]]);
  });

  it('goes on when another device is logged out', async () => {
    const world = await World.start();
    const { replica } = world;
    world.type(BOB);
    world.server.deleteDevice(BOB, 'LAPTOP');
    world.deliver();
    const answer = await replica.sync({ userId: ALICE });
    expect(typingIn(answer)).toEqual([[BOB]]);
  });

  it('is not shown when the notice comes after the leave', async () => {
    const world = await World.start();
    const { replica } = world;
    world.server.member(ROOM, BOB, 'leave');
    world.deliver();
    world.type(BOB);
    world.type(CAROL);
    const answer = await replica.sync({ userId: ALICE });
    expect(typingIn(answer)).toEqual([[CAROL]]);
  });

  it('is not shown to who ignores them', async () => {
    const world = await World.start();
    const { replica } = world;
    const first = await replica.sync({ userId: ALICE });
    world.server.setAccountData(ALICE, 'm.ignored_user_list', { content: { ignored_users: { [BOB]: {} } } });
    world.deliver();
    world.type(BOB);
    const told = await replica.sync({ userId: ALICE, since: first.next_batch });
    expect(told.rooms.join).toEqual({});
    world.type(CAROL);
    const next = await replica.sync({ userId: ALICE, since: told.next_batch });
    expect(typingIn(next)).toEqual([[CAROL]]);
  });

  it('is not shown, rather than shown for ever, in more rooms than a token can name', async () => {
    const world = await World.start();
    const { replica } = world;
    const rooms = Array.from({ length: TYPING_ROOMS_IN_TOKEN_MAX + 1 }, (_, number) => `!busy${number}:x`);
    for (const roomId of rooms) world.server.create(roomId, BOB, ALICE);
    world.deliver();
    for (const roomId of rooms) world.type(BOB, { roomId });
    const first = await replica.sync({ userId: ALICE });
    const shown = rooms.filter((roomId) => typingIn(first, roomId).length > 0);
    expect(shown).toHaveLength(TYPING_ROOMS_IN_TOKEN_MAX);
    world.server.member(shown[0] ?? '', ALICE, 'leave');
    world.deliver();
    const left = await replica.sync({ userId: ALICE, since: first.next_batch });
    const next = await replica.sync({ userId: ALICE, since: left.next_batch });
    const late = rooms.filter((roomId) => [left, next].some((answer) => typingIn(answer, roomId).length > 0));
    expect(late).toEqual(rooms.filter((roomId) => !shown.includes(roomId)));
  });
});

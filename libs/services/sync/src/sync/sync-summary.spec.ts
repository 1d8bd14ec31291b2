import { describe, expect, it } from 'vitest';
import { ModelReplica, type RoomJson } from '../fixtures/model-replica.js';
import { ModelServer } from '../fixtures/model-server.js';

const ALICE = '@alice:x';
const BOB = '@bob:x';
const CAROL = '@carol:x';
const ROOM = '!one:x';

/** A room of two whose changes Alice follows, members lazy-loaded. */
class World {
  readonly server = new ModelServer();
  replica!: ModelReplica;
  #since: string | undefined;

  static async start(): Promise<World> {
    const world = new World();
    world.server.create(ROOM, ALICE, BOB);
    world.replica = await ModelReplica.start(world.server);
    return world;
  }

  name(type: string, content: object): string {
    return this.server.send(ROOM, { type, sender: ALICE, stateKey: '', content: { ...content } }).eventId;
  }

  async next(filter: object = { room: { state: { lazy_load_members: true } } }): Promise<RoomJson | undefined> {
    this.replica.deliver();
    const since = this.#since;
    const answer = await this.replica.sync({ userId: ALICE, filter, ...(since !== undefined && { since }) });
    this.#since = answer.next_batch;
    return answer.rooms.join[ROOM];
  }
}

const COUNTS = { 'm.joined_member_count': 2, 'm.invited_member_count': 0 };

// client-server-api, RoomSummary
describe('the summary of a room', () => {
  it.each([
    { title: 'without name and alias', names: [], isNamed: false },
    { title: 'with a name', names: [['m.room.name', { name: 'Tea' }]], isNamed: true },
    { title: 'with an alias', names: [['m.room.canonical_alias', { alias: '#tea:x' }]], isNamed: true },
    { title: 'with an empty name', names: [['m.room.name', { name: '' }]], isNamed: false },
    { title: 'with a name that is none', names: [['m.room.name', { name: 5 }]], isNamed: false },
    {
      title: 'with other aliases only',
      names: [['m.room.canonical_alias', { alt_aliases: ['#a:x'] }]],
      isNamed: false,
    },
  ] as const)('has heroes and their member events or not: $title', async ({ names, isNamed }) => {
    const world = await World.start();
    for (const [type, content] of names) world.name(type, content);
    // Nothing of Bob is in the timeline.
    for (let i = 0; i < 10; i++) world.server.message(ROOM, ALICE);
    const room = await world.next();
    expect(room?.summary).toEqual(isNamed ? COUNTS : { 'm.heroes': [BOB], ...COUNTS });
    const members = room?.state?.events.filter((event) => event.type === 'm.room.member') ?? [];
    expect(members.map((event) => event.state_key)).toEqual(isNamed ? [ALICE] : [BOB, ALICE]);
  });

  it('is repeated when it changes, and not with a display name or a message', async () => {
    const world = await World.start();
    await world.next();
    world.server.changeName(ROOM, BOB, 'Bobby');
    world.server.message(ROOM, BOB);
    const quiet = await world.next();
    expect(quiet?.timeline.events).toHaveLength(2);
    expect(quiet?.summary).toBeUndefined();
    world.server.member(ROOM, { userId: CAROL, by: BOB }, 'invite');
    expect((await world.next())?.summary).toMatchObject({ 'm.heroes': [BOB, CAROL], 'm.invited_member_count': 1 });
    world.server.member(ROOM, CAROL, 'join');
    expect((await world.next())?.summary).toMatchObject({ 'm.joined_member_count': 3, 'm.invited_member_count': 0 });
  });

  it('has heroes again when the room loses its name', async () => {
    const world = await World.start();
    world.name('m.room.name', { name: 'Tea' });
    await world.next();
    world.name('m.room.name', {});
    expect((await world.next())?.summary).toMatchObject({ 'm.heroes': [BOB] });
    const named = world.name('m.room.name', { name: 'Tea' });
    expect((await world.next())?.summary).toEqual(COUNTS);
    world.server.send(ROOM, { type: 'm.room.redaction', sender: ALICE, redacts: named });
    expect((await world.next())?.summary).toMatchObject({ 'm.heroes': [BOB] });
  });
});

describe('prev_batch', () => {
  it.each([
    { title: 'a timeline that begins with the create event', filter: { room: { timeline: { limit: 50 } } } },
    { title: 'a timeline that was cut', filter: { room: { timeline: { limit: 1 } } } },
    { title: 'an empty timeline', filter: { room: { timeline: { limit: 0 } } } },
    { title: 'a timeline of which the filter leaves nothing', filter: { room: { timeline: { types: [] } } } },
  ])('is there for $title, at first and after a receipt', async ({ filter }) => {
    const world = await World.start();
    expect((await world.next(filter))?.timeline.prev_batch).toEqual(expect.any(String));
    const receipt = { eventId: '$e1', timestampMs: 5, threadId: '', userId: BOB, receiptType: 'm.read' };
    world.server.receipt(ROOM, receipt);
    expect((await world.next(filter))?.timeline).toEqual({
      events: [],
      limited: false,
      prev_batch: expect.any(String),
    });
  });
});

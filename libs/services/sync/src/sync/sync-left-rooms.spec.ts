import { describe, expect, it } from 'vitest';
import { ModelReplica, type AnswerJson } from '../fixtures/model-replica.js';
import { ModelServer } from '../fixtures/model-server.js';

const ALICE = '@alice:x';
const BOB = '@bob:x';
const ROOM = '!one:x';

const by = { userId: ALICE, by: BOB };

/** How a room comes to an end for Alice. */
const ENDINGS: readonly { readonly ending: string; readonly steps: readonly ((server: ModelServer) => void)[] }[] = [
  { ending: 'leaves', steps: [(s) => s.member(ROOM, ALICE, 'join'), (s) => s.member(ROOM, ALICE, 'leave')] },
  { ending: 'declines an invite', steps: [(s) => s.member(ROOM, by, 'invite'), (s) => s.member(ROOM, ALICE, 'leave')] },
  { ending: 'is banned', steps: [(s) => s.member(ROOM, ALICE, 'join'), (s) => s.member(ROOM, by, 'ban')] },
  { ending: 'is banned before she came', steps: [(s) => s.member(ROOM, by, 'ban')] },
  { ending: 'is kicked', steps: [(s) => s.member(ROOM, ALICE, 'join'), (s) => s.member(ROOM, by, 'leave')] },
  { ending: 'retracts a knock', steps: [(s) => s.member(ROOM, ALICE, 'knock'), (s) => s.member(ROOM, ALICE, 'leave')] },
  { ending: 'is refused a knock', steps: [(s) => s.member(ROOM, ALICE, 'knock'), (s) => s.member(ROOM, by, 'leave')] },
];
const FORGETS = [
  { and: 'keeps the room', isForgotten: false },
  { and: 'forgets the room', isForgotten: true },
];
const CASES = ENDINGS.flatMap((ending) => FORGETS.map((forget) => ({ ...ending, ...forget })));

function sectionsOf({ rooms }: AnswerJson): string[] {
  return Object.entries(rooms).flatMap(([name, section]) => (section[ROOM] ? [name] : []));
}

// client-server-api, GET /sync, "Left rooms"
describe.each(CASES)('who $ending and $and', ({ steps, isForgotten }) => {
  async function start(): Promise<{ server: ModelServer; replica: ModelReplica }> {
    const server = new ModelServer();
    server.create(ROOM, BOB);
    return { server, replica: await ModelReplica.start(server) };
  }

  const end = (server: ModelServer): void => {
    steps.at(-1)?.(server);
    if (isForgotten) server.forget(ROOM, ALICE);
    server.message(ROOM, BOB, 'later');
  };

  it.each(['the same replica', 'one that has just started'])(
    'has it once in leave, with any token, on %s',
    async (where) => {
      const { server, replica } = await start();
      const tokens = [(await replica.sync({ userId: ALICE })).next_batch];
      for (const step of steps.slice(0, -1)) {
        step(server);
        replica.deliver();
        tokens.push((await replica.sync({ userId: ALICE, since: tokens.at(-1) ?? '' })).next_batch);
      }
      end(server);
      replica.deliver();
      const asked = where === 'the same replica' ? replica : await ModelReplica.start(server);
      for (const since of tokens) {
        const told = await asked.sync({ userId: ALICE, deviceId: 'OTHER', since });
        expect(sectionsOf(told)).toEqual(['leave']);
        expect(JSON.stringify(told)).not.toContain('later');
        expect(sectionsOf(await asked.sync({ userId: ALICE, deviceId: 'OTHER', since: told.next_batch }))).toEqual([]);
      }
    },
  );

  it('has it once in leave on each device that sleeps meanwhile', async () => {
    const { server, replica } = await start();
    for (const step of steps.slice(0, -1)) step(server);
    replica.deliver();
    const { next_batch: since } = await replica.sync({ userId: ALICE });
    const asked = ['ONE', 'TWO'].map((deviceId) => replica.sync({ userId: ALICE, deviceId, since, timeoutMs: 30_000 }));
    await replica.clock.advance(1);
    end(server);
    replica.deliver();
    for (const told of await Promise.all(asked)) {
      expect(sectionsOf(told)).toEqual(['leave']);
      expect(sectionsOf(await replica.sync({ userId: ALICE, since: told.next_batch }))).toEqual([]);
    }
  });

  it('finds it again only where the filter asks for left rooms', async () => {
    const { server, replica } = await start();
    for (const step of steps.slice(0, -1)) step(server);
    end(server);
    replica.deliver();
    expect(sectionsOf(await replica.sync({ userId: ALICE }))).toEqual([]);
    const archive = await replica.sync({ userId: ALICE, filter: { room: { include_leave: true } } });
    expect(sectionsOf(archive)).toEqual(isForgotten ? [] : ['leave']);
  });
});

describe('a user’s view that is loading while a room is forgotten', () => {
  it('has it forgotten, and not when the room was entered again since', async () => {
    const server = new ModelServer();
    server.create(ROOM, BOB, ALICE);
    const replica = await ModelReplica.start(server);
    const filter = { room: { include_leave: true } };
    server.member(ROOM, ALICE, 'leave');
    replica.deliver();
    const asked = replica.sync({ userId: ALICE, filter });
    await Promise.resolve();
    server.forget(ROOM, ALICE);
    replica.deliver();
    await asked;
    expect(sectionsOf(await replica.sync({ userId: ALICE, filter }))).toEqual([]);
    server.member(ROOM, { userId: ALICE, by: BOB }, 'ban');
    replica.deliver();
    expect(sectionsOf(await replica.sync({ userId: ALICE, filter }))).toEqual(['leave']);
  });
});

describe('who leaves and returns', () => {
  it.each([1, 5, 50])('gets each event once, the gap told, with a timeline of %i', async (limit) => {
    const server = new ModelServer();
    server.create(ROOM, BOB, ALICE);
    const replica = await ModelReplica.start(server);
    const filter = { room: { timeline: { limit } } };
    const seen: string[] = [];
    let since: string | undefined;
    const follow = async (): Promise<AnswerJson['rooms']> => {
      replica.deliver();
      const { rooms, next_batch } = await replica.sync({
        userId: ALICE,
        filter,
        ...(since !== undefined && { since }),
      });
      since = next_batch;
      const told = [rooms.join[ROOM], rooms.leave[ROOM]].flatMap((room) => room?.timeline.events ?? []);
      seen.push(...told.map((event) => event.event_id));
      return rooms;
    };
    await follow();
    for (let round = 0; round < 3; round++) {
      server.message(ROOM, BOB, 'before');
      server.member(ROOM, ALICE, 'leave');
      await follow();
      server.message(ROOM, BOB, 'meanwhile');
      await follow();
      server.member(ROOM, { userId: ALICE, by: BOB }, 'invite');
      await follow();
      const join = server.member(ROOM, ALICE, 'join');
      const { timeline, state } = (await follow()).join[ROOM] ?? {};
      expect(timeline).toMatchObject({ limited: true, prev_batch: expect.any(String) });
      expect(timeline?.events.at(-1)?.event_id).toBe(join.eventId);
      expect(state?.events.map((event) => event.type)).toContain('m.room.create');
    }
    expect(seen).toEqual([...new Set(seen)]);
    if (limit === 50) expect(seen).toHaveLength(server.room(ROOM).events.length);
  });

  it('is not shown the room once more when a ban follows the leave', async () => {
    const server = new ModelServer();
    server.create(ROOM, BOB, ALICE);
    server.member(ROOM, ALICE, 'leave');
    const replica = await ModelReplica.start(server);
    const { next_batch: since } = await replica.sync({ userId: ALICE });
    const ban = server.member(ROOM, { userId: ALICE, by: BOB }, 'ban');
    replica.deliver();
    const { rooms } = await replica.sync({ userId: ALICE, since });
    expect(rooms.leave[ROOM]?.timeline.events.map((event) => event.event_id)).toEqual([ban.eventId]);
  });
});

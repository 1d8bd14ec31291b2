import { encodeSyncToken } from '@chappe/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelReplica, type SelectedDelta } from '../fixtures/model-replica.js';
import { ModelServer } from '../fixtures/model-server.js';
import { naiveSync } from '../fixtures/naive-sync.js';
import { takeStep, USERS, type Step } from '../fixtures/random-history.js';

const [ALICE, BOB] = USERS;
const ROOM = '!a:x';
const LIMIT = 100;
const FILTER = { room: { timeline: { limit: LIMIT } } };
const SECTIONS = { joined: 'join', invited: 'invite', knocked: 'knock', left: 'leave' } as const;

const histories = fc.array(
  fc.record<Step>({ action: fc.nat(200), room: fc.nat(2), user: fc.nat(3), other: fc.nat(3) }),
  { maxLength: 60 },
);

/** What the naive model says is selected, with the events in their order; an empty joined room is not. */
function expectedRooms(server: ModelServer, { from, to }: { from?: SelectedDelta; to: SelectedDelta }): object {
  const rooms: Record<string, object> = {};
  for (const room of server.rooms.values()) {
    const partition = server.partition(room.roomId);
    const upTo = to.rest.nextBatch.room[partition] ?? 0;
    const { section, events, continues } = naiveSync(room, ALICE, {
      after: from?.rest.nextBatch.room[partition],
      upTo,
    });
    const isLeft = section === 'leave' && !continues;
    if (section === undefined || isLeft || (section === 'join' && continues && events.length === 0)) continue;
    rooms[room.roomId] = { section, events: events.map(({ eventId }) => eventId) };
  }
  return rooms;
}

function selectedRooms(server: ModelServer, { rooms }: SelectedDelta, expected: object): object {
  const selected: Record<string, object> = {};
  for (const room of rooms) {
    const events = 'timeline' in room ? room.timeline.events.map(({ event }) => event.eventId) : [];
    // Of stays that the client did not see the naive model tells nothing.
    if (room.kind === 'left' && !(room.roomId in expected)) continue;
    selected[room.roomId] = { section: SECTIONS[room.kind], events };
  }
  return selected;
}

async function start(): Promise<{ server: ModelServer; replica: ModelReplica }> {
  const server = new ModelServer();
  return { server, replica: await ModelReplica.start(server) };
}

describe('selectChanges', () => {
  it('selects what the naive model says, at first and since then', async () => {
    await fc.assert(
      fc.asyncProperty(histories, histories, async (before, after) => {
        const { server, replica } = await start();
        for (const step of before) takeStep(server, step);
        replica.deliver();
        const first = await replica.select({ userId: ALICE, filter: FILTER, stateAfter: true });
        const since = encodeSyncToken(first.rest.nextBatch);
        const atFirst = expectedRooms(server, { to: first });
        expect(selectedRooms(server, first, atFirst)).toEqual(atFirst);
        for (const step of after) takeStep(server, step);
        replica.deliver();
        const second = await replica.select({ userId: ALICE, filter: FILTER, stateAfter: true, since });
        const sinceThen = expectedRooms(server, { from: first, to: second });
        expect(selectedRooms(server, second, sinceThen)).toEqual(sinceThen);
      }),
      { numRuns: 100 },
    );
  });

  it('hands over the events that the view holds, not copies', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE, BOB);
    const { eventId } = server.message(ROOM, BOB);
    replica.deliver();
    const { rooms } = await replica.select({ userId: ALICE });
    const held = (await replica.views.rooms.view(ROOM)).timeline.events.at(-1);
    expect(held?.eventId).toBe(eventId);
    expect(rooms).toMatchObject([{ kind: 'joined', roomId: ROOM, summary: { heroes: [BOB], joinedCount: 2 } }]);
    const [room] = rooms;
    expect(room && 'timeline' in room && room.timeline.events.at(-1)?.event).toBe(held);
  });

  it('is empty when nothing happened, and not at first', async () => {
    const { server, replica } = await start();
    server.create(ROOM, ALICE);
    replica.deliver();
    const { rest } = await replica.select({ userId: ALICE });
    expect(rest).toMatchObject({ isEmpty: false, isComplete: true, deviceLists: undefined });
    const again = await replica.select({ userId: ALICE, since: encodeSyncToken(rest.nextBatch) });
    expect(again).toMatchObject({ rooms: [], rest: { isEmpty: true, deviceLists: { changed: [], left: [] } } });
  });
});

import { ClientGoneError } from '@chappe/http';
import { MatrixError } from '@chappe/matrix-api';
import { describe, expect, it } from 'vitest';
import { ModelReplica } from '../fixtures/model-replica.js';
import { ModelServer } from '../fixtures/model-server.js';
import { FIRST_SYNC_CATCH_UP_MS_MAX, REQUESTS_PER_USER_MAX } from '../sync.limits.js';

const ALICE = '@alice:x';
const BOB = '@bob:x';
const ROOM = '!one:x';

async function start(): Promise<{ server: ModelServer; replica: ModelReplica }> {
  const server = new ModelServer();
  server.create(ROOM, ALICE, BOB);
  const replica = await ModelReplica.start(server);
  replica.deliver();
  return { server, replica };
}

describe('GET /sync', () => {
  it('finishes its answer when the server stops meanwhile, and sleeps no more', async () => {
    const { replica } = await start();
    const signal = AbortSignal.abort(MatrixError.unavailable('The server is shutting down'));
    const { rooms, next_batch: since } = await replica.sync({ userId: ALICE, signal });
    expect(rooms.join).toHaveProperty([ROOM]);
    const empty = await replica.sync({ userId: ALICE, since, timeoutMs: 30_000, signal });
    expect(empty.rooms.join).toEqual({});
  });

  it('gives up when the client has gone', async () => {
    const { replica } = await start();
    const signal = AbortSignal.abort(new ClientGoneError());
    await expect(replica.sync({ userId: ALICE, signal })).rejects.toBeInstanceOf(ClientGoneError);
  });

  it('shows with a first sync what was committed before, as soon as this replica has it', async () => {
    const { server, replica } = await start();
    const event = server.message(ROOM, ALICE);
    const answering = replica.sync({ userId: BOB });
    await replica.clock.advance(100);
    replica.deliver();
    const { timeline } = (await answering).rooms.join[ROOM] ?? {};
    expect(timeline?.events.at(-1)?.event_id).toBe(event.eventId);
  });

  it('does not hold a first sync back when this replica is far behind', async () => {
    const { server, replica } = await start();
    await replica.sync({ userId: BOB });
    const event = server.message(ROOM, ALICE);
    const answering = replica.sync({ userId: BOB });
    await replica.clock.advance(FIRST_SYNC_CATCH_UP_MS_MAX);
    const { rooms, next_batch: since } = await answering;
    expect(rooms.join[ROOM]?.timeline.events.map((each) => each.event_id)).not.toContain(event.eventId);
    replica.deliver();
    const next = (await replica.sync({ userId: BOB, since })).rooms.join[ROOM];
    expect(next?.timeline.events.map((each) => each.event_id)).toEqual([event.eventId]);
  });

  it('refuses a user who has very many requests open, and nobody else', async () => {
    const { replica } = await start();
    const { next_batch: since } = await replica.sync({ userId: ALICE });
    const polls = Array.from({ length: REQUESTS_PER_USER_MAX }, () =>
      replica.sync({ userId: ALICE, since, timeoutMs: 30_000 }),
    );
    await replica.clock.advance(0);
    await expect(replica.sync({ userId: ALICE, since })).rejects.toMatchObject({ errcode: 'M_LIMIT_EXCEEDED' });
    expect((await replica.sync({ userId: BOB })).rooms.join).toHaveProperty([ROOM]);
    await replica.clock.advance(30_000);
    expect(await Promise.all(polls)).toHaveLength(REQUESTS_PER_USER_MAX);
    expect((await replica.sync({ userId: ALICE, since })).rooms.join).toEqual({});
  });
});

import { describe, expect, it } from 'vitest';
import { ModelReplica } from '../../fixtures/model-replica.js';
import { ModelServer } from '../../fixtures/model-server.js';

const ALICE = '@alice:x';
const [A, B, C] = ['!a:x', '!b:x', '!c:x'] as const;

/** Three equal rooms, and a replica whose budget is for so many views. */
async function start(views: number) {
  const server = new ModelServer(1);
  for (const roomId of [A, B, C]) server.create(roomId, ALICE);
  const { bytes } = await (await ModelReplica.start(server)).views.rooms.view(A);
  const viewBytesMax = Math.floor(bytes * views);
  const replica = await ModelReplica.start(server, { viewBytesMax });
  replica.deliver();
  const { rooms } = replica.views;
  const loaded = (): string[] => [A, B, C].filter((roomId) => rooms.find(roomId)?.view);
  return { server, replica, rooms, loaded, viewBytesMax };
}

describe('the views of rooms', () => {
  it('are kept within their budget: the least recently used one goes, and is loaded again', async () => {
    const { server, rooms, loaded, viewBytesMax } = await start(2.5);
    for (const roomId of [A, B, A, C]) await rooms.view(roomId);
    expect([loaded(), rooms.loadedCount]).toEqual([[A, C], 2]);
    expect(rooms.bytes).toBeLessThanOrEqual(viewBytesMax);
    const reads = server.calls['readRoom'] ?? 0;
    await rooms.view(A);
    await rooms.view(B);
    expect([loaded(), server.calls['readRoom']]).toEqual([[A, B], reads + 1]);
  });

  it('make others go when news lets them grow', async () => {
    const { server, replica, rooms, loaded } = await start(2.5);
    await rooms.view(A);
    await rooms.view(B);
    server.message(A, ALICE, 'x'.repeat(rooms.bytes));
    replica.deliver();
    expect(loaded()).toEqual([A]);
  });

  it('that are larger than the budget stay alone', async () => {
    const { server, rooms, loaded } = await start(0.5);
    await rooms.view(A);
    const reads = server.calls['readRoom'];
    await rooms.view(A);
    expect([loaded(), server.calls['readRoom']]).toEqual([[A], reads]);
    await rooms.view(B);
    expect(loaded()).toEqual([B]);
  });

  it('count no more when they are dropped', async () => {
    const { rooms } = await start(2.5);
    await rooms.view(A);
    rooms.dropView(A, 1);
    expect([rooms.loadedCount, rooms.bytes]).toEqual([0, 0]);
  });
});

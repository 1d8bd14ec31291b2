import { describe, expect, it } from 'vitest';
import { Batcher, type Batched, type BatcherOptions } from './batcher.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Batches of numbers, each answered with its tenfold; `gate` holds up the batch under way. */
function setUp(options: Partial<BatcherOptions<number, number>> = {}) {
  const batches: number[][] = [];
  const world = { gate: Promise.resolve() };
  const work = async (batch: readonly Batched<number, number>[]): Promise<void> => {
    batches.push(batch.map(({ item }) => item));
    await world.gate;
    for (const { item, resolve } of batch) resolve(item * 10);
  };
  return { batches, world, batcher: new Batcher<number, number>({ itemsMax: 100, work, ...options }) };
}

/** Holds up batches until the returned function is called. */
function hold(world: { gate: Promise<void> }): () => void {
  const gate = Promise.withResolvers<void>();
  world.gate = gate.promise;
  return gate.resolve;
}

describe('Batcher', () => {
  it('does together what comes in one turn, also a little later in it', async () => {
    const { batches, batcher } = setUp();
    const added = [batcher.add(1), batcher.add(2)];
    expect(batches).toEqual([]);
    expect(await Promise.all(added)).toEqual([10, 20]);
    expect(batches).toEqual([[1, 2]]);
  });

  it('gathers what comes while a batch is under way, and does one batch at a time', async () => {
    const { batches, world, batcher } = setUp();
    const release = hold(world);
    const added = [batcher.add(1)];
    await turn();
    added.push(batcher.add(2));
    await turn();
    added.push(batcher.add(3));
    expect([batches, batcher.waiting]).toEqual([[[1]], 2]);
    release();
    await Promise.all(added);
    expect([batches, batcher.waiting]).toEqual([[[1], [2, 3]], 0]);
  });

  it('ends a batch at its number of items, its bytes, and before what must be the first', async () => {
    const add = async (options: Partial<BatcherOptions<number, number>>, items: readonly number[]) => {
      const { batches, batcher } = setUp(options);
      await Promise.all(items.map((item) => batcher.add(item)));
      return batches;
    };
    const bytes = { bytesMax: 10, bytesOf: (item: number) => item };
    expect(await add({ itemsMax: 2 }, [1, 2, 3, 4, 5])).toEqual([[1, 2], [3, 4], [5]]);
    expect(await add(bytes, [4, 6, 1, 10, 3])).toEqual([[4, 6], [1], [10], [3]]);
    expect(await add(bytes, [11, 1, 99, 99])).toEqual([[11], [1], [99], [99]]);
    const isFirst = (item: number): boolean => item < 0;
    expect(await add({ isFirst }, [1, -2, 3, -4, -5])).toEqual([[1], [-2, 3], [-4], [-5]]);
  });

  it('fails all of a batch with it, but for those that were settled before, and goes on', async () => {
    let isBroken = true;
    const work = async (batch: readonly Batched<number, number>[]): Promise<void> => {
      batch[0]?.resolve(0);
      if (isBroken) throw new Error('broken');
      for (const { resolve } of batch) resolve(1);
    };
    const { batcher } = setUp({ work });
    const outcomes = await Promise.allSettled([batcher.add(1), batcher.add(2), batcher.add(3)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    isBroken = false;
    expect(await batcher.add(4)).toBe(0);
  });

  it('is not stuck by work that throws instead of rejecting, nor by an item without a size', async () => {
    let isBroken = true;
    const work = (batch: readonly Batched<number, number>[]): Promise<void> => {
      if (isBroken) throw new Error('at once');
      for (const { resolve } of batch) resolve(1);
      return Promise.resolve();
    };
    const bytesOf = (item: number): number => {
      if (item < 0) throw new Error('no size');
      return item;
    };
    const { batcher } = setUp({ work, bytesOf });
    await expect(batcher.add(1)).rejects.toThrow('at once');
    await expect(batcher.add(-1)).rejects.toThrow('no size');
    isBroken = false;
    expect(await batcher.add(1)).toBe(1);
  });

  it('leaves nobody behind who comes at any moment of the end of a batch', async () => {
    for (let later = 0; later < 20; later++) {
      const { batcher } = setUp();
      const first = batcher.add(1);
      let at: Promise<unknown> = first;
      for (let i = 0; i < later; i++) at = at.then(() => undefined);
      expect(await at.then(() => batcher.add(2))).toBe(20);
    }
  });

  it('takes what the work itself adds into a later batch', async () => {
    const batches: number[][] = [];
    let after: Promise<number> | undefined;
    const batcher: Batcher<number, number> = new Batcher({
      itemsMax: 10,
      work: async (batch) => {
        batches.push(batch.map(({ item }) => item));
        if (batches.length === 1) after = batcher.add(2);
        for (const { resolve } of batch) resolve(1);
      },
    });
    await batcher.add(1);
    await after;
    expect(batches).toEqual([[1], [2]]);
  });

  it('is drained when nothing waits or is under way, whatever came meanwhile', async () => {
    const { world, batches, batcher } = setUp();
    await batcher.drained();
    const release = hold(world);
    void batcher.add(1);
    await turn();
    let isDrained = false;
    const drained = batcher.drained().then(() => (isDrained = true));
    void batcher.add(2);
    await turn();
    expect(isDrained).toBe(false);
    release();
    await drained;
    expect(batches).toEqual([[1], [2]]);
  });

  it('refuses what waits when it is closed, and lets the batch under way end', async () => {
    const { world, batches, batcher } = setUp();
    const release = hold(world);
    const first = batcher.add(1);
    await turn();
    const second = batcher.add(2);
    let isClosed = false;
    const closed = batcher.close(new Error('closed')).then(() => (isClosed = true));
    await expect(second).rejects.toThrow('closed');
    await expect(batcher.add(3)).rejects.toThrow('closed');
    expect(isClosed).toBe(false);
    release();
    expect(await first).toBe(10);
    await closed;
    expect([batches, batcher.waiting]).toEqual([[[1]], 0]);
  });

  it('does nothing that was added in the turn in which it is closed', async () => {
    const { batches, batcher } = setUp();
    const added = batcher.add(1);
    await Promise.all([expect(added).rejects.toThrow('closed'), batcher.close(new Error('closed'))]);
    expect(batches).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Ownership } from './ownership.js';
import { shareOf } from './share-of.js';

/** Replicas that share by the rule, each by its own look at the tables, in turns. */
class Cluster {
  readonly holders = new Map<number, string | undefined>();
  readonly live = new Set<string>();
  moves = 0;

  constructor(partitions: number) {
    for (let partition = 0; partition < partitions; partition++) this.holders.set(partition, undefined);
  }

  join(...names: string[]): this {
    for (const name of names) this.live.add(name);
    return this;
  }

  leave(name: string): this {
    this.live.delete(name);
    for (const [partition, holder] of this.holders) if (holder === name) this.holders.set(partition, undefined);
    return this;
  }

  /** Every replica looks first, then all act on what they saw, as when they do it at the same time. */
  turn(handoverMax = 2): this {
    const seen: Ownership = {
      holders: new Map(this.holders),
      replicas: new Map([...this.live].map((name) => [name, undefined])),
    };
    for (const name of this.live) this.#adjust(name, shareOf(seen, name), handoverMax);
    return this;
  }

  settle(): this {
    for (let turn = 0; turn < 200; turn++) this.turn();
    this.moves = 0;
    return this;
  }

  counts(): number[] {
    return [...this.live].map((name) => this.#of(name).length).sort((a, b) => a - b);
  }

  #of(name: string | undefined): number[] {
    return [...this.holders].filter(([, holder]) => holder === name).map(([partition]) => partition);
  }

  #adjust(name: string, share: ReturnType<typeof shareOf>, handoverMax: number): void {
    const surplus = this.#of(name).length - share.quota;
    const taken = surplus < 0 ? this.#of(undefined).slice(0, -surplus) : [];
    const given = surplus > 0 ? this.#of(name).slice(0, Math.min(surplus, share.wanted, handoverMax)) : [];
    for (const partition of taken) this.holders.set(partition, name);
    for (const partition of given) this.holders.set(partition, undefined);
    this.moves += taken.length + given.length;
  }
}

describe('sharing partitions', () => {
  it('gives everything to a single replica', () => {
    expect(new Cluster(16).join('a').settle().counts()).toEqual([16]);
  });

  it.each([
    [16, 2, [8, 8]],
    [16, 3, [5, 5, 6]],
    [4, 3, [1, 1, 2]],
    [2, 3, [0, 1, 1]],
    [64, 5, [12, 13, 13, 13, 13]],
  ])('divides %i partitions evenly over %i replicas that join one after the other', (partitions, replicas, counts) => {
    const cluster = new Cluster(partitions);
    for (let index = replicas; index > 0; index--) cluster.join(`replica ${index}`).settle();
    expect(cluster.counts()).toEqual(counts);
    expect(cluster.turn().moves).toBe(0);
  });

  it('gives the partitions of one that left to the others, and moves nothing else', () => {
    const cluster = new Cluster(12).join('a', 'b', 'c').settle().leave('b');
    for (let turn = 0; turn < 20; turn++) cluster.turn();
    expect(cluster.counts()).toEqual([6, 6]);
    expect(cluster.moves).toBe(4);
  });

  it('comes to rest while replicas join and leave, with every partition held once', () => {
    const cluster = new Cluster(17).join('c', 'a').turn().join('b').turn().leave('a').turn().join('d', 'e');
    cluster.settle();
    expect(cluster.counts()).toEqual([4, 4, 4, 5]);
    for (let turn = 0; turn < 20; turn++) cluster.turn();
    expect(cluster.moves).toBe(0);
  });

  it('hands nothing over for partitions of a replica that died until they are free', () => {
    const holders = new Map<number, string | undefined>([
      [0, 'dead'],
      [1, 'dead'],
      [2, 'a'],
      [3, 'b'],
    ]);
    const replicas = new Map([
      ['a', undefined],
      ['b', undefined],
    ]);
    expect(shareOf({ holders, replicas }, 'a')).toEqual({ quota: 2, free: 0, wanted: 1 });
    expect(shareOf({ holders: new Map(holders).set(0, undefined), replicas }, 'a')).toMatchObject({
      free: 1,
      wanted: 0,
    });
  });

  it('counts the asking replica as alive before the others know it', () => {
    const holders = new Map([[0, 'a']]);
    expect(shareOf({ holders, replicas: new Map([['a', undefined]]) }, 'b')).toEqual({ quota: 0, free: 0, wanted: 0 });
  });
});

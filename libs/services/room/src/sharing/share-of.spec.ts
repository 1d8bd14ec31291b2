import { seededRandomness } from '@chappe/runtime';
import { describe, expect, it } from 'vitest';
import type { Ownership } from '../partitions/ownership.js';
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
    for (const name of this.live) this.#adjust(name, seen, handoverMax);
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

  #adjust(name: string, seen: Ownership, handoverMax: number): void {
    const { take, give } = shareOf(seen, name, this.#of(name).length);
    const taken = this.#of(undefined).slice(0, take);
    const given = this.#of(name).slice(0, Math.min(give, handoverMax));
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

  it('moves no more than it must when one more joins', () => {
    const cluster = new Cluster(16).join('b', 'c').settle().join('a');
    for (let turn = 0; turn < 20; turn++) cluster.turn();
    expect(cluster.counts()).toEqual([5, 5, 6]);
    expect(cluster.moves).toBeLessThanOrEqual(2 * 6);
    expect(cluster.turn().turn().counts()).toEqual([5, 5, 6]);
  });

  it('comes to rest while replicas join and leave, with every partition held once', () => {
    const cluster = new Cluster(17).join('c', 'a').turn().join('b').turn().leave('a').turn().join('d', 'e');
    cluster.settle();
    expect(cluster.counts()).toEqual([4, 4, 4, 5]);
    for (let turn = 0; turn < 20; turn++) cluster.turn();
    expect(cluster.moves).toBe(0);
  });

  it('hands nothing over for partitions of a replica that died: they are taken when they are free', () => {
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
    expect(shareOf({ holders, replicas }, 'a', 1)).toEqual({ take: 0, give: 0 });
    holders.set(0, undefined).set(1, undefined);
    expect(shareOf({ holders, replicas }, 'a', 1)).toEqual({ take: 1, give: 0 });
  });

  it.each(Array.from({ length: 200 }, (_, index) => index))('comes to rest from any division (seed %i)', (seed) => {
    const dice = seededRandomness(`share ${seed}`);
    const roll = (below: number): number => dice.bytes(2).readUInt16BE() % below;
    const cluster = new Cluster(1 + roll(40));
    const names = Array.from({ length: 1 + roll(7) }, (_, index) => `replica ${index}`);
    for (const partition of cluster.holders.keys()) cluster.holders.set(partition, names[roll(names.length + 1)]);
    cluster.join(...names);
    if (names.length > 1 && roll(2) === 0) cluster.leave(names[0] ?? '');
    for (let turn = 0; turn < 60; turn++) cluster.turn(1 + roll(8));
    cluster.moves = 0;
    for (let turn = 0; turn < 10; turn++) cluster.turn(8);
    expect(cluster.moves).toBe(0);
    const counts = cluster.counts();
    expect((counts.at(-1) ?? 0) - (counts[0] ?? 0)).toBeLessThanOrEqual(1);
    expect(counts.reduce((total, count) => total + count, 0)).toBe(cluster.holders.size);
  });

  it('leaves free partitions to one that lacks them', () => {
    const holders = new Map<number, string | undefined>([
      [0, 'a'],
      [1, 'a'],
      [2, undefined],
    ]);
    const replicas = new Map([
      ['a', undefined],
      ['b', undefined],
    ]);
    expect(shareOf({ holders, replicas }, 'a', 2)).toEqual({ take: 0, give: 0 });
    expect(shareOf({ holders, replicas }, 'b', 0)).toEqual({ take: 1, give: 0 });
  });

  it('counts the asking replica as alive before the others know it', () => {
    const replicas = new Map([['a', undefined]]);
    expect(shareOf({ holders: new Map([[0, 'a']]), replicas }, 'b', 0)).toEqual({ take: 0, give: 0 });
    expect(shareOf({ holders: new Map([[0, undefined]]), replicas }, 'b', 0)).toEqual({ take: 1, give: 0 });
  });
});

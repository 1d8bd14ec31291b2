import { describe, expect, it } from 'vitest';
import { Lanes } from './lanes.js';

describe('Lanes', () => {
  it('let tasks of one key take turns, and no key wait for another', async () => {
    const lanes = new Lanes({});
    const first = Promise.withResolvers<void>();
    const done: string[] = [];
    const tasks = [
      lanes.run('a', () => first.promise),
      lanes.run('a', async () => done.push('a')),
      lanes.run('b', async () => done.push('b')),
    ];
    await tasks[2];
    expect([done, lanes.size]).toEqual([['b'], 1]);
    first.resolve();
    await Promise.all(tasks);
    expect([done, lanes.size]).toEqual([['b', 'a'], 0]);
  });

  it('bound each key by itself', async () => {
    const lanes = new Lanes({ waitingMax: 0, refusal: () => new Error('full') });
    const first = Promise.withResolvers<void>();
    const running = lanes.run('a', () => first.promise);
    await expect(lanes.run('a', () => first.promise)).rejects.toThrow('full');
    await lanes.run('b', () => Promise.resolve());
    first.resolve();
    await running;
  });
});

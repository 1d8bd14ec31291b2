import { describe, expect, it } from 'vitest';
import { Supply } from './supply.ts';

const isSettled = async (promise: Promise<void>): Promise<boolean> =>
  Promise.race([promise.then(() => true), Promise.resolve().then(() => Promise.resolve(false))]);

describe('Supply', () => {
  it('gives as many as there are, is warm after a fifth and used after the last answer', async () => {
    const supply = new Supply(5);
    expect(Array.from({ length: 7 }, () => supply.take())).toEqual([true, true, true, true, true, false, false]);
    expect(await isSettled(supply.warm)).toBe(false);
    supply.done();
    expect(await isSettled(supply.warm)).toBe(true);
    for (let i = 0; i < 3; i++) supply.done();
    expect(await isSettled(supply.used)).toBe(false);
    supply.done();
    expect(await isSettled(supply.used)).toBe(true);
  });

  it('never ends when it is infinite', async () => {
    const supply = new Supply(Number.POSITIVE_INFINITY);
    for (let i = 0; i < 100; i++) supply.done();
    expect(supply.take()).toBe(true);
    expect(await isSettled(supply.warm)).toBe(false);
  });
});

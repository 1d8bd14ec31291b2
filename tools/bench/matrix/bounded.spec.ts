import { describe, expect, it } from 'vitest';
import { bounded } from './bounded.ts';

describe('bounded', () => {
  it('keeps the order and the bound', async () => {
    let now = 0;
    let most = 0;
    const double = async (n: number): Promise<number> => {
      most = Math.max(most, ++now);
      await Promise.resolve();
      now--;
      return 2 * n;
    };
    expect(await bounded([3, 1, 2, 5], 2, double)).toEqual([6, 2, 4, 10]);
    expect(most).toBe(2);
  });

  it('fails with the first failure', async () => {
    await expect(bounded([1], 4, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});

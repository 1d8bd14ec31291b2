import type { MatrixError } from '@chappe/matrix-api';
import { describe, expect, it } from 'vitest';
import { BodyBudget, type ComingBody } from './body-budget.js';

function setUp(bytesMax = 100) {
  const budget = new BodyBudget(bytesMax);
  const cut: string[] = [];
  const begin = (holder: string, name: string): ComingBody =>
    budget.begin(holder, ({ status, errcode }: MatrixError) => cut.push(`${name} ${status} ${errcode}`));
  return { budget, cut, begin };
}

describe('BodyBudget', () => {
  it('lets bodies come in up to its bytes, and counts those that have left no more', () => {
    const { budget, cut, begin } = setUp();
    for (let round = 0; round < 5; round++) {
      const bodies = ['a', 'b'].map((holder) => begin(holder, holder));
      for (const body of bodies) budget.add(body, 50);
      for (const body of bodies) budget.leave(body);
    }
    expect(cut).toEqual([]);
  });

  it('gives up the largest body of whoever holds most', () => {
    const { budget, cut, begin } = setUp();
    const honest = begin('honest', 'honest');
    budget.add(honest, 40);
    const [small, large] = [begin('greedy', 'small'), begin('greedy', 'large')];
    budget.add(small, 25);
    budget.add(large, 30);
    budget.add(large, 1);
    budget.add(honest, 4);
    expect(cut).toEqual([]);
    budget.add(honest, 1);
    expect(cut).toEqual(['large 503 M_UNKNOWN']);
    budget.add(honest, 30);
    expect(cut).toHaveLength(1);
  });

  it('gives up as many as it takes, the one that grows too', () => {
    const { budget, cut, begin } = setUp();
    for (const name of ['1', '2', '3', '4']) budget.add(begin('greedy', name), 20);
    const grown = begin('late', 'late');
    budget.add(grown, 90);
    expect(cut).toEqual(['late 503 M_UNKNOWN']);
    budget.add(grown, 90);
    budget.leave(grown);
    budget.add(begin('third', 'third'), 60);
    expect(cut).toEqual(['late 503 M_UNKNOWN', '1 503 M_UNKNOWN', '2 503 M_UNKNOWN']);
  });
});

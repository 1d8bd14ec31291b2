import { describe, expect, it } from 'vitest';
import { Latencies } from './latencies.ts';

describe('Latencies', () => {
  it('gives the nearest ranks of what was added in any order', () => {
    const latencies = new Latencies();
    for (let i = 10_000; i >= 1; i--) latencies.add(i);
    expect(latencies.summary()).toEqual({ mean: 5_000.5, p50: 5_000, p90: 9_000, p99: 9_900, max: 10_000 });
  });

  it('has no summary of nothing', () => {
    expect(new Latencies().summary()).toBeUndefined();
  });
});

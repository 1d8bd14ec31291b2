import { describe, expect, it } from 'vitest';
import type { ScenarioResult } from '../scenarios/scenario.ts';
import { peerTable } from './peer-table.ts';

const NOTHING = { name: 'generator', cores: 0, cpu: { totalMs: 500, kernelMs: 0 }, memoryMiB: 0 };

function resultOf(by: string | undefined, cpuMs: readonly [number, number], p50: number): ScenarioResult {
  const groups = ['server', 'PostgreSQL'].map((name, i) => ({
    ...NOTHING,
    name,
    cpu: { totalMs: cpuMs[i] ?? 0, kernelMs: 0 },
  }));
  const run = {
    calibration: {} as never,
    result: {
      count: 100,
      seconds: 1,
      latency: { mean: p50, p50, p90: p50, p99: p50, max: p50 },
      errors: {},
      bytes: 204_800,
    },
    usage: { seconds: 1, groups: [...groups, NOTHING], othersCores: 0 },
    stalls: 0,
  };
  return { name: 'claim', unit: 'request', by, runs: [run] };
}

describe('peerTable', () => {
  it('sets the CPU of server and database beside that of the other, and says how much cheaper ours is', () => {
    const rows = peerTable([resultOf(undefined, [30, 10], 2), resultOf('Synapse 1', [60, 40], 9)]).split('\n');
    expect(rows[0]).toContain('beside Synapse 1, in turn');
    expect(rows[2]).toBe('| claim | 400 | 1,000 | 2.50 × | 2.00 | 9.00 | 2.00 | 2.00 | 0 |');
  });

  it('compares nothing where one answered with errors', () => {
    const its = resultOf('Synapse 1', [60, 40], 9);
    const runs = its.runs.map((run) => ({ ...run, result: { ...run.result, errors: { '500': 11 } } }));
    const rows = peerTable([resultOf(undefined, [30, 10], 2), { ...its, runs }]).split('\n');
    expect(rows[2]).toBe('| claim | 400 | 1,000 | – | 2.00 | 9.00 | 2.00 | 2.00 | 11 × 500 |');
  });

  it('is empty without another', () => {
    expect(peerTable([resultOf(undefined, [30, 10], 2)])).toBe('');
  });
});

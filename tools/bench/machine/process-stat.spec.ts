import { describe, expect, it } from 'vitest';
import { descendantsOf, listProcesses, parseProcessStat } from './process-stat.ts';

const LINE = '42 (odd) name) S 7 42 42 0 -1 4194560 5 6 0 0 250 50 100 20 20 0 11 0 9 1 2';

describe('parseProcessStat', () => {
  it('reads the times of a process whose name has brackets', () => {
    expect(parseProcessStat(LINE)).toEqual({
      pid: 42,
      parentPid: 7,
      name: 'odd) name',
      cpu: { totalMs: 3_000, kernelMs: 500 },
      endedChildren: { totalMs: 1_200, kernelMs: 200 },
    });
  });

  it('refuses what is no such line', () => {
    expect(() => parseProcessStat('nothing')).toThrow('not a stat line');
  });
});

describe('listProcesses', () => {
  it.runIf(process.platform === 'linux')('finds this process below its parent', () => {
    const found = descendantsOf(process.ppid, listProcesses());
    expect(found.map(({ pid }) => pid)).toContain(process.pid);
  });
});

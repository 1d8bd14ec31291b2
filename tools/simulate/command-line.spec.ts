import { describe, expect, it } from 'vitest';
import { CommandLineError, parseCommandLine } from './command-line.ts';

const parse = (line: string) => parseCommandLine(line.split(' ').filter(Boolean));

describe('the command line of the simulation', () => {
  it('runs a thousand seeds on two threads', () => {
    expect(parse('')).toEqual({ firstSeed: 1, seedCount: 1000, workers: 2, minutesMax: 15, verbose: false });
  });

  it('runs a range of seeds, or one with all that happens', () => {
    expect(parse('--from 5 --seeds 7 --workers 3 --minutes 2')).toMatchObject({
      firstSeed: 5,
      seedCount: 7,
      workers: 3,
    });
    expect(parse('--seed 12 --verbose')).toMatchObject({ firstSeed: 12, seedCount: 1, verbose: true });
    expect(parse('--help')).toBeUndefined();
  });

  it('refuses what it does not understand', () => {
    for (const line of ['--seeds 0', '--seeds x', '--seed -1', '--workers 1.5', '--sedes 3', 'more']) {
      expect(() => parse(line), line).toThrow(CommandLineError);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { CommandLineError, parseCommandLine } from './command-line.ts';

const parse = (line: string) => parseCommandLine(line.split(' ').filter(Boolean));

describe('the command line of drills', () => {
  it('tries lost commits in both forms, or in one', () => {
    const both = { forms: ['all-in-one', 'cluster'], seed: undefined, heldSeconds: 2, afterSeconds: 4 };
    expect(parse('lost-commits')).toEqual(both);
    const one = { forms: ['cluster'], seed: '7', heldSeconds: 30, afterSeconds: 60 };
    expect(parse('lost-commits --form cluster --seed 7 --held 30 --after 60')).toEqual(one);
    expect(parse('--help')).toBeUndefined();
  });

  it.each(['', 'fire', 'lost-commits fire', 'lost-commits --form both', 'lost-commits --held 0', 'lost-commits --now'])(
    'refuses %j',
    (line) => {
      expect(() => parse(line)).toThrow(CommandLineError);
    },
  );
});

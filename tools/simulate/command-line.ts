import { parseArgs } from 'node:util';

/** What to run. */
export interface SimulateOptions {
  readonly firstSeed: number;
  readonly seedCount: number;
  readonly workers: number;
  /** Wall-clock time after which no further seed is begun and the run fails. */
  readonly minutesMax: number;
  /** Shows the whole trace of each seed. */
  readonly verbose: boolean;
}

export const HELP = `Federating servers under faults, in one process: a simulated network, crashes and
hostile servers around the real protocol libraries; afterwards all must hold the same.
All that happens follows from a seed.

  npm run simulate -- [options]

  --seeds N       how many seeds (1000)
  --from N        the first of them (1)
  --seed N        this seed alone
  --verbose       the whole trace of each seed
  --workers N     threads (2)
  --minutes N     give up after so many minutes (15)
  --help          this page
`;

/** Words that cannot be understood; the message is one line for the user. */
export class CommandLineError extends Error {}

/** The options of a command line; `undefined` when it asks for help. Throws CommandLineError. */
export function parseCommandLine(words: readonly string[]): SimulateOptions | undefined {
  const values = valuesOf(words);
  if (values.help === true) return undefined;
  const seed = values.seed === undefined ? undefined : integerOf('seed', values.seed, 0);
  return {
    firstSeed: seed ?? integerOf('from', values.from ?? '1', 0),
    seedCount: seed === undefined ? integerOf('seeds', values.seeds ?? '1000', 1) : 1,
    workers: integerOf('workers', values.workers ?? '2', 1),
    minutesMax: integerOf('minutes', values.minutes ?? '15', 1),
    verbose: values.verbose === true,
  };
}

function valuesOf(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { seeds: text, from: text, seed: text, workers: text, minutes: text, verbose: flag, help: flag };
  try {
    return parseArgs({ args: [...words], options, strict: true }).values;
  } catch (error) {
    throw new CommandLineError(error instanceof Error ? error.message : String(error));
  }
}

function integerOf(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    throw new CommandLineError(`--${name} takes a whole number from ${least} on, not "${text}"`);
  }
  return value;
}

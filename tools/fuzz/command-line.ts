import { parseArgs } from 'node:util';
import { TARGET_FILES } from './target-files.ts';

export interface FuzzCommand {
  readonly targets: readonly string[];
  readonly seconds: number;
  readonly inputsMax: number;
  readonly seed: number;
  /** Folder for inputs of findings; they are printed without one. */
  readonly out: string | undefined;
  /** Inputs to run again: files that a finding was saved in, or their Base64. */
  readonly replays: readonly { readonly file?: string; readonly base64?: string }[];
}

/** Words that cannot be understood; the message is for the terminal. */
export class CommandLineError extends Error {}

export const HELP = `npm run fuzz -- TARGET [options]    changed inputs for the libraries; seeds are test vectors

  TARGET        one of the following, or all, one after the other:
                ${Object.keys(TARGET_FILES).join(' ')}

  --seconds N   time for each target (60)
  --inputs N    inputs for each target (no limit)
  --seed N      the same seed gives the same changes (taken from the clock)
  --out DIR     where inputs of findings are saved; they are printed as Base64 without

  --replay FILE run a saved input again
  --input TEXT  run an input again that was printed as Base64

The exit code is 1 when anything was found.
`;

const OPTIONS = {
  seconds: { type: 'string', default: '60' },
  inputs: { type: 'string', default: String(Number.MAX_SAFE_INTEGER) },
  seed: { type: 'string' },
  out: { type: 'string' },
  replay: { type: 'string' },
  input: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/**
 * The command; undefined when help is asked for. `seed` is used where none is given.
 * @throws CommandLineError
 */
export function parseCommandLine(words: readonly string[], seed: number): FuzzCommand | undefined {
  const { values, positionals } = parse(words);
  if (values.help || positionals.length === 0) return undefined;
  return {
    targets: targetsOf(positionals),
    seconds: numberOf('seconds', values.seconds),
    inputsMax: numberOf('inputs', values.inputs),
    seed: values.seed === undefined ? seed : numberOf('seed', values.seed),
    out: values.out,
    replays: [
      ...(values.replay === undefined ? [] : [{ file: values.replay }]),
      ...(values.input === undefined ? [] : [{ base64: values.input }]),
    ],
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new CommandLineError(error instanceof Error ? error.message : 'not understood', { cause: error });
  }
}

function targetsOf(words: readonly string[]): string[] {
  const asked = words.flatMap((word) => (word === 'all' ? Object.keys(TARGET_FILES) : [word]));
  const unknown = asked.find((word) => !Object.hasOwn(TARGET_FILES, word));
  if (unknown !== undefined) throw new CommandLineError(`"${unknown}" is no target; see --help`);
  return asked;
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new CommandLineError(`--${name}: "${text}" is not a whole number`);
}

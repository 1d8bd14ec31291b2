import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { CommandLineError } from './command-line-error.js';

/** A command line, taken apart. */
export interface Words {
  readonly positionals: readonly string[];
  /** By flag, without dashes. */
  readonly values: Readonly<Partial<Record<string, string | boolean>>>;
}

/**
 * Takes the arguments of a process apart.
 * @throws CommandLineError that tells of every unknown flag, or of one without its value
 */
export function parseWords(args: readonly string[], options: ParseArgsOptionsConfig): Words {
  const unknown = unknownFlags(args, options);
  if (unknown.length > 0) throw new CommandLineError(`Unknown ${unknown.join(', ')}; see --help`);
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true }) as Words;
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('. To specify')[0] ?? '') : 'not understood';
    throw new CommandLineError(`${said.replaceAll('\n', ' ')}; see --help`, { cause: error });
  }
}

function unknownFlags(args: readonly string[], options: ParseArgsOptionsConfig): string[] {
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  const flags = tokens.flatMap((token) => (token.kind === 'option' && !(token.name in options) ? [token.rawName] : []));
  return [...new Set(flags)].map((flag) => `option '${flag}'`);
}

/** Whether the words ask for the help page: `--help`, `help`, `user help`. */
export function asksForHelp({ positionals, values }: Words): boolean {
  return values['help'] === true || (positionals.length <= 2 && positionals.at(-1) === 'help');
}

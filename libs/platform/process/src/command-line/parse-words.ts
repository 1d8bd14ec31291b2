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
 * @throws CommandLineError for an unknown flag or one without its value
 */
export function parseWords(args: readonly string[], options: ParseArgsOptionsConfig): Words {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true }) as Words;
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('. To specify')[0] ?? '') : 'not understood';
    throw new CommandLineError(`${said.replaceAll('\n', ' ')}; see --help`, { cause: error });
  }
}

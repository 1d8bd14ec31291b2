import { CommandLineError } from './command-line-error.js';
import type { Words } from './parse-words.js';

/**
 * Refuses flags that the command at hand does not have.
 * @throws CommandLineError
 */
export function refuseFlags({ values }: Words, flagsOfOthers: readonly string[]): void {
  const wrong = flagsOfOthers.find((flag) => values[flag] !== undefined);
  if (wrong !== undefined) throw new CommandLineError(`--${wrong} belongs to another command; see --help`);
}

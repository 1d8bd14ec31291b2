import { CommandLineError } from './command-line-error.js';
import type { Words } from './parse-words.js';

/**
 * Refuses flags that the command at hand does not have.
 * @throws CommandLineError
 */
export function refuseFlags({ values }: Words, flagsOfOthers: readonly string[]): void {
  const wrong = flagsOfOthers.filter((flag) => values[flag] !== undefined).map((flag) => `--${flag}`);
  if (wrong.length === 0) return;
  throw new CommandLineError(
    `${wrong.join(' and ')} belong${wrong.length > 1 ? '' : 's'} to another command; see --help`,
  );
}

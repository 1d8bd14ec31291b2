import { refuseFlags } from './refuse-flags.js';
import type { StoreCommands } from '../commands/store-commands.js';

/** Several groups of commands as one; a flag of one group is refused with a command of another. */
export function joinCommands(...groups: readonly StoreCommands[]): StoreCommands {
  return {
    help: {
      commands: groups.flatMap((group) => group.help.commands),
      flags: groups.map((group) => group.help.flags).join(''),
    },
    options: Object.assign({}, ...groups.map((group) => group.options)) as StoreCommands['options'],
    parse: (words) => {
      for (const group of groups) {
        const command = group.parse(words);
        if (!command) continue;
        const others = groups.filter((each) => each !== group);
        refuseFlags(
          words,
          others.flatMap((other) => Object.keys(other.options)),
        );
        return command;
      }
      return undefined;
    },
  };
}

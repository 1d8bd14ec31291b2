import { resolve } from 'node:path';
import { alignCommands } from './align-commands.js';
import { CommandLineError } from './command-line-error.js';
import { asksForHelp, parseWords, type Words } from './parse-words.js';
import type { ServiceManifest } from '../service-manifest.js';
import { refuseFlags } from './refuse-flags.js';
import type { StoreCommand } from '../commands/store-commands.js';

interface ConfigFile {
  /** Absolute. */
  readonly configFile: string | undefined;
}

/** What the words after the program's name ask for. */
export type Command =
  | { readonly kind: 'help' }
  | ({ readonly kind: 'serve' } & ConfigFile)
  | ({ readonly kind: 'migrate'; readonly contract: boolean } & ConfigFile)
  | ({ readonly kind: 'grant' } & ConfigFile)
  | ({ readonly kind: 'store'; readonly command: StoreCommand } & ConfigFile);

const OPTIONS = {
  config: { type: 'string' },
  contract: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/**
 * @param args arguments of the process; relative paths start in `folder`
 * @throws CommandLineError
 */
export function parseCommandLine({ commands }: ServiceManifest, args: readonly string[], folder: string): Command {
  const words = parseWords(args, { ...OPTIONS, ...commands?.options });
  if (asksForHelp(words)) return { kind: 'help' };
  const { config } = words.values;
  const configFile = typeof config === 'string' ? resolve(folder, config) : undefined;
  const own = ownCommand(words, Object.keys(commands?.options ?? {}));
  if (own) return { ...own, configFile };
  refuseFlags(words, ['contract']);
  const command = commands?.parse(words);
  if (!command) throw new CommandLineError(`"${words.positionals.join(' ')}" is not a command; see --help`);
  return { kind: 'store', command, configFile };
}

/** One of those that every process has, or undefined. */
function ownCommand(words: Words, flagsOfOthers: readonly string[]) {
  switch (words.positionals.join(' ')) {
    case '':
    case 'serve':
      refuseFlags(words, ['contract', ...flagsOfOthers]);
      return { kind: 'serve' } as const;
    case 'migrate':
      refuseFlags(words, flagsOfOthers);
      return { kind: 'migrate', contract: words.values['contract'] === true } as const;
    case 'grant':
      refuseFlags(words, ['contract', ...flagsOfOthers]);
      return { kind: 'grant' } as const;
    default:
      return undefined;
  }
}

/** The page behind `--help`. */
export function helpPage({ name, description, commands }: ServiceManifest): string {
  const program = `node apps/${name}/dist/main.js`;
  const lines = [
    [`${program} [serve]`, 'serve until SIGTERM or SIGINT'],
    [`${program} migrate`, 'update the schemas of this service and exit'],
    [`${program} grant`, 'grant the database role of this service exactly the rights it needs, and exit'],
    ...(commands?.help.commands ?? []),
  ] as const;
  return `Chappe ${name}: ${description}

${alignCommands(lines)}
  --config FILE                YAML file with settings; CHAPPE_<SECTION>_<KEY> in the environment works too,
                               see docs/reference/configuration.md
  --contract                   migrate: also remove what only earlier releases need; not before all of them are gone
${commands?.help.flags ?? ''}  --help                       show this page
`;
}

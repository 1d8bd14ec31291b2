import { resolve } from 'node:path';
import { CommandLineError } from './command-line-error.js';
import { parseWords } from './parse-words.js';
import type { ProcessDefinition } from './process-definition.js';
import { refuseFlags } from './refuse-flags.js';
import type { StoreCommand } from './store-commands.js';

interface ConfigFile {
  /** Absolute. */
  readonly configFile: string | undefined;
}

/** What the words after the program's name ask for. */
export type Command =
  | { readonly kind: 'help' }
  | ({ readonly kind: 'serve' } & ConfigFile)
  | ({ readonly kind: 'migrate'; readonly contract: boolean } & ConfigFile)
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
export function parseCommandLine({ commands }: ProcessDefinition, args: readonly string[], folder: string): Command {
  const words = parseWords(args, { ...OPTIONS, ...commands?.options });
  const { config, contract, help } = words.values;
  if (help === true) return { kind: 'help' };
  const configFile = typeof config === 'string' ? resolve(folder, config) : undefined;
  const [verb = 'serve', ...more] = words.positionals;
  if (verb === 'migrate' && more.length === 0) {
    refuseFlags(words, Object.keys(commands?.options ?? {}));
    return { kind: 'migrate', contract: contract === true, configFile };
  }
  refuseFlags(words, ['contract']);
  const command = commands?.parse(words);
  if (command) return { kind: 'store', command, configFile };
  if (verb !== 'serve' || more.length > 0) {
    throw new CommandLineError(`"${words.positionals.join(' ')}" is not a command; see --help`);
  }
  refuseFlags(words, Object.keys(commands?.options ?? {}));
  return { kind: 'serve', configFile };
}

/** The page behind `--help`. */
export function helpPage({ name, description, commands }: ProcessDefinition): string {
  const program = `node apps/${name}/dist/main.js`;
  return `Chappe ${name}: ${description}

  ${program} [serve] [--config FILE]    serve until SIGTERM or SIGINT
  ${program} migrate [--config FILE]    bring the schemas of this service up to date and end
${commands?.help.commands ?? ''}
  --config FILE                settings as YAML; also CHAPPE_<SECTION>_<KEY> in the environment,
                               see docs/reference/configuration.md
  --contract                   migrate: also what earlier releases cannot run with; only when none of them is left
${commands?.help.flags ?? ''}  --help                       this page
`;
}

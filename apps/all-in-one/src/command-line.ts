import { resolve } from 'node:path';
import { accountCommands } from '@chappe/auth';
import {
  alignCommands,
  asksForHelp,
  CommandLineError,
  generationCommands,
  joinCommands,
  parseWords,
  refuseFlags,
  signingKeyCommands,
  type StoreCommand,
  type Words,
} from '@chappe/process';

/** What the words after `npm start --` or `npm run user --` ask for. */
export type Command =
  | { readonly kind: 'help' }
  | ({ readonly kind: 'start' } & Place)
  | ({ readonly kind: 'store'; readonly command: StoreCommand } & Place);

/** Where the data is and which settings were given. */
export interface Place {
  /** Absolute. */
  readonly dataDir: string;
  readonly configFile: string | undefined;
  /** Settings by path: `{ 'http.port': '8009' }`. */
  readonly flags: Readonly<Record<string, string>>;
}

const stores = joinCommands(
  accountCommands('npm run user --'),
  signingKeyCommands('npm start -- signing-key'),
  generationCommands('npm start -- generation'),
);

export const HELP = `Chappe, a Matrix homeserver: all services in one process, with an embedded PostgreSQL.

${alignCommands([['npm start -- [options]', 'run the server'], ...stores.help.commands])}
  --port N                     TCP port of the Client-Server API (8008)
  --data DIR                   data folder (./data)
  --server-name NAME           the part of user IDs after the colon; required at the first start, cannot be changed
  --registration MODE          who can register: open, token or closed (closed)
  --rate-limits on|off         refuse clients that send too many requests (on)
  --config FILE                YAML file with settings, see docs/reference/configuration.md
${stores.help.flags}  --help                       show this page
`;

const OPTIONS = {
  port: { type: 'string' },
  data: { type: 'string', default: './data' },
  'server-name': { type: 'string' },
  registration: { type: 'string' },
  'rate-limits': { type: 'string' },
  config: { type: 'string' },
  help: { type: 'boolean' },
  ...stores.options,
} as const;

/** The setting behind each flag that is one. */
const SETTINGS: Readonly<Record<string, string>> = {
  port: 'http.port',
  'server-name': 'server.name',
  registration: 'auth.registration',
  'rate-limits': 'http.rateLimits.enabled',
};

/** How each of these settings is typed. */
export const FLAG_NAMES = Object.fromEntries(Object.entries(SETTINGS).map(([flag, path]) => [path, `--${flag}`]));

/**
 * @param args arguments of the process
 * @param folder where relative paths start
 * @throws CommandLineError
 */
export function parseCommandLine(args: readonly string[], folder: string): Command {
  const words = parseWords(args, OPTIONS);
  if (asksForHelp(words)) return { kind: 'help' };
  const { data, config } = words.values;
  const place = {
    dataDir: resolve(folder, String(data)),
    configFile: config === undefined ? undefined : resolve(folder, String(config)),
    flags: flagsOf(words.values),
  };
  if (words.positionals.length === 0) {
    refuseFlags(words, Object.keys(stores.options));
    return { kind: 'start', ...place };
  }
  const command = stores.parse(words);
  if (command) return { kind: 'store', command, ...place };
  throw new CommandLineError(`"${words.positionals.join(' ')}" is not a command; see --help`);
}

function flagsOf(values: Words['values']): Record<string, string> {
  const flags: Record<string, string> = {};
  for (const [flag, path] of Object.entries(SETTINGS)) {
    const value = values[flag];
    if (typeof value === 'string') flags[path] = value;
  }
  return flags;
}

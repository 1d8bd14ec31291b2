import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What the words after `npm start --` or `npm run user --` ask for. */
export type Command =
  | { readonly kind: 'help' }
  | ({ readonly kind: 'start' } & Place)
  | ({ readonly kind: 'createUser'; readonly localpart: string; readonly isAdmin: boolean } & Place & PasswordSource)
  | ({ readonly kind: 'createRegistrationToken'; readonly usesAllowed: number | undefined } & Place);

/** Where the data is and which settings were given. */
export interface Place {
  /** Absolute. */
  readonly dataDir: string;
  readonly configFile: string | undefined;
  /** Settings by path: `{ 'http.port': '8009' }`. */
  readonly flags: Readonly<Record<string, string>>;
}

interface PasswordSource {
  /** Read the password from the first line of standard input instead of asking for it. */
  readonly passwordFromStdin: boolean;
}

/** Words that cannot be understood. The message is one line for the operator. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError';
}

export const HELP = `Chappe, a Matrix homeserver: every service in one process, with its own PostgreSQL.

  npm start -- [options]                          run the server
  npm run user -- create NAME [--admin]           make an account (whether or not the server runs)
  npm run user -- token [--uses N]                make a registration token, for --registration token

  --port N                     TCP port of the Client-Server API (8008)
  --data DIR                   data folder (./data)
  --server-name NAME           the part of user IDs after the colon; fixed at the first start (localhost)
  --registration WHO           who may register: open, token or closed (closed)
  --rate-limits on|off         refuse clients that ask too often (on)
  --config FILE                settings as YAML, see docs/reference/configuration.md
  --password-stdin             user create: read the password from standard input
  --uses N                     user token: accounts that it may make (any number)
  --help                       this page
`;

const OPTIONS = {
  port: { type: 'string' },
  data: { type: 'string', default: './data' },
  'server-name': { type: 'string' },
  registration: { type: 'string' },
  'rate-limits': { type: 'string' },
  config: { type: 'string' },
  help: { type: 'boolean', default: false },
  admin: { type: 'boolean', default: false },
  'password-stdin': { type: 'boolean', default: false },
  uses: { type: 'string' },
} as const;

/** The setting behind each flag that is one. */
const SETTINGS = {
  port: 'http.port',
  'server-name': 'server.name',
  registration: 'auth.registration',
  'rate-limits': 'http.rateLimits.enabled',
} as const;

/**
 * @param words arguments of the process
 * @param folder where relative paths start
 * @throws CommandLineError
 */
export function parseCommandLine(words: readonly string[], folder: string): Command {
  const { values, positionals } = parse(words);
  if (values.help) return { kind: 'help' };
  const place = {
    dataDir: resolve(folder, values.data),
    configFile: values.config === undefined ? undefined : resolve(folder, values.config),
    flags: flagsOf(values),
  };
  const [noun, verb, ...names] = positionals;
  if (noun === undefined) return startCommand(values, place);
  if (noun === 'user' && verb === 'create' && names.length <= 1) return createUserCommand(values, names[0], place);
  if (noun === 'user' && verb === 'token' && names.length === 0) return tokenCommand(values.uses, place);
  throw new CommandLineError(`"${positionals.join(' ')}" is not a command; see --help`);
}

type Values = ReturnType<typeof parse>['values'];

function startCommand(values: Values, place: Place): Command {
  if (values.admin || values['password-stdin'] || values.uses !== undefined) {
    throw new CommandLineError('--admin, --password-stdin and --uses belong to "user create" and "user token"');
  }
  return { kind: 'start', ...place };
}

function createUserCommand(values: Values, localpart: string | undefined, place: Place): Command {
  if (localpart === undefined) throw new CommandLineError('user create needs the name of the account');
  const { admin: isAdmin, 'password-stdin': passwordFromStdin } = values;
  return { kind: 'createUser', localpart, isAdmin, passwordFromStdin, ...place };
}

function tokenCommand(uses: string | undefined, place: Place): Command {
  if (uses !== undefined && !/^[1-9]\d{0,8}$/.test(uses)) throw new CommandLineError('--uses is a number from 1 on');
  return { kind: 'createRegistrationToken', usesAllowed: uses === undefined ? undefined : Number(uses), ...place };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('. To specify')[0] ?? '') : 'not understood';
    throw new CommandLineError(`${said.replaceAll('\n', ' ')}; see --help`, { cause: error });
  }
}

function flagsOf(values: Readonly<Partial<Record<string, string | boolean>>>): Record<string, string> {
  const flags: Record<string, string> = {};
  for (const [flag, path] of Object.entries(SETTINGS)) {
    const value = values[flag];
    if (typeof value === 'string') flags[path] = value;
  }
  return flags;
}

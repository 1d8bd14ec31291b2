import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SERVICE_NAMES } from '../dev/service-names.ts';

interface Place {
  /** Absolute. */
  readonly folder: string;
}

export interface RunCommand extends Place {
  readonly kind: 'run';
  readonly port: number;
  readonly bind: string;
  readonly replicas: number;
  readonly kafka: boolean;
  readonly serverName: string;
  readonly registration: string;
  readonly rateLimits: boolean;
  readonly logLevel: string;
}

export interface KillCommand extends Place {
  readonly kind: 'kill';
  /** A role, or a role and a number: `room-1`; or `postgres`. */
  readonly target: string;
  /** Again and again after so many seconds; 0: once. */
  readonly everySeconds: number;
}

export interface UserCommand extends Place {
  readonly kind: 'user';
  /** Words for the program of auth. */
  readonly words: readonly string[];
}

export type Command = { readonly kind: 'help' } | RunCommand | KillCommand | UserCommand;

export const HELP = `Chappe with every service in separate processes on this machine: PostgreSQL, Kafka, two of each
service, and a proxy in front of them.

  npm run cluster -- [options]              run until Ctrl-C
  npm run cluster -- user create NAME [--admin]
                                            create an account in the running cluster; also user token
  npm run cluster -- --kill ROLE[-N]        in another terminal: kill a process of the running cluster (SIGKILL), either
                                            any of that role or number N; it is restarted after 2 seconds.
                                            Roles: ${SERVICE_NAMES.join(', ')}; also postgres

  --data DIR                 data folder (./data/cluster)
  --port N                   TCP port of the Client-Server API (8008)
  --bind ADDRESS             address to listen on (127.0.0.1)
  --replicas N               processes of each service (2)
  --kafka on|off             distribute the log over Kafka, or read it only from the database (on)
  --server-name NAME         the part of user IDs after the colon; cannot be changed later (localhost)
  --registration MODE        who can register: open, token or closed (closed)
  --rate-limits on|off       refuse clients that send too many requests (on)
  --log-level LEVEL          lowest level of log lines to show (info)
  --every SECONDS            with --kill: repeat every SECONDS until Ctrl-C
  --help                     show this page
`;

/** Words that cannot be understood, or something that cannot be done; the message is one line for the user. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError';
}

const OPTIONS = {
  data: { type: 'string', default: join('data', 'cluster') },
  port: { type: 'string', default: '8008' },
  bind: { type: 'string', default: '127.0.0.1' },
  replicas: { type: 'string', default: '2' },
  kafka: { type: 'string', default: 'on' },
  'server-name': { type: 'string', default: 'localhost' },
  registration: { type: 'string', default: 'closed' },
  'rate-limits': { type: 'string', default: 'on' },
  'log-level': { type: 'string', default: 'info' },
  kill: { type: 'string' },
  every: { type: 'string', default: '0' },
  help: { type: 'boolean', default: false },
} as const;

/** Each takes memory and connections to the database. */
const REPLICAS_MAX = 8;
const TARGET = new RegExp(`^(${SERVICE_NAMES.join('|')}|postgres)(-[1-9])?$`);
const WHO = ['open', 'token', 'closed'];
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];

/**
 * @param folder where relative paths start
 * @throws CommandLineError
 */
export function parseCommandLine(words: readonly string[], folder: string): Command {
  const at = words.indexOf('user');
  if (at >= 0) return { kind: 'user', folder: dataFolder(parse(words.slice(0, at)), folder), words: words.slice(at) };
  const values = parse(words);
  const place = { folder: dataFolder(values, folder) };
  if (values.help) return { kind: 'help' };
  if (values.kill !== undefined) {
    if (!TARGET.test(values.kill)) throw new CommandLineError(`--kill: "${values.kill}" is no process; see --help`);
    return { ...place, kind: 'kill', target: values.kill, everySeconds: numberOf(values.every, 'every', 86_400) };
  }
  return {
    ...place,
    kind: 'run',
    port: numberOf(values.port, 'port', 65_535),
    bind: values.bind,
    replicas: Math.max(1, numberOf(values.replicas, 'replicas', REPLICAS_MAX)),
    kafka: oneOf(values.kafka, 'kafka', ['on', 'off']) === 'on',
    serverName: values['server-name'],
    registration: oneOf(values.registration, 'registration', WHO),
    rateLimits: oneOf(values['rate-limits'], 'rate-limits', ['on', 'off']) === 'on',
    logLevel: oneOf(values['log-level'], 'log-level', LEVELS),
  };
}

type Values = ReturnType<typeof parse>;

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS }).values;
  } catch (error) {
    throw new CommandLineError(error instanceof Error ? error.message : 'not understood', { cause: error });
  }
}

function dataFolder({ data }: Values, folder: string): string {
  return resolve(folder, data);
}

function numberOf(text: string, name: string, most: number): number {
  if (/^\d{1,6}$/.test(text) && Number(text) <= most) return Number(text);
  throw new CommandLineError(`--${name}: "${text}" is not a number from 0 to ${most}`);
}

function oneOf(text: string, name: string, choices: readonly string[]): string {
  if (choices.includes(text)) return text;
  throw new CommandLineError(`--${name} is ${choices.join(', ')}, not "${text}"`);
}

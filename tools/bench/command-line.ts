import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SERVICE_NAMES } from '../dev/service-names.ts';

/** Groups of requests that everybody makes again and again. */
const REQUEST_GROUPS = ['keys', 'to-device', 'members', 'messages', 'state', 'user-data'] as const;
export const GROUPS = ['send', 'woken', 'initial', ...REQUEST_GROUPS, 'grow', 'idle', 'start'] as const;
export type Group = (typeof GROUPS)[number];
/** What is measured of a cluster. */
const CLUSTER_GROUPS: readonly Group[] = ['send', 'woken', 'initial', ...REQUEST_GROUPS, 'idle'];
const KAFKA = { on: [true], off: [false], both: [true, false] } as const;

export interface BenchOptions {
  readonly groups: readonly Group[];
  /** Measured time of a run, after a fifth of it as warm-up. */
  readonly seconds: number;
  /** Runs of each scenario; the median one is reported. */
  readonly repeat: number;
  /** Only scenarios whose name contains this. */
  readonly only: string;
  /** Messages of the size of encrypted ones. */
  readonly encrypted: boolean;
  /** Whose CPU profile is taken: that of the all-in-one server, or of the processes of a role. */
  readonly profile: string | undefined;
  /** The services split over processes. */
  readonly cluster: boolean;
  /** Only clusters: measured with Kafka, without, or one after the other. */
  readonly kafka: readonly boolean[];
  /** Only clusters: messages a second while latency is measured under load. */
  readonly rate: number;
  /** Longest wait before each run for a quiet machine, in seconds. */
  readonly patience: number;
  /** Numbers of long-polling clients. */
  readonly pollers: readonly number[];
  readonly polls: number;
  /** Initial sync: accounts that sync, rooms of each, members of each room. */
  readonly users: number;
  readonly rooms: number;
  readonly members: number;
  readonly jsonFile: string | undefined;
  readonly markdown: boolean;
  /** Another homeserver that has the same load in turn with ours. */
  readonly peer: 'synapse' | undefined;
  /** Where it is installed, and stays. */
  readonly peerFolder: string;
  readonly checkout: string;
  /** Where data folders are made. */
  readonly parentFolder: string;
}

export const HELP = `npm run bench -- WHAT [options]        measures the built server (npm run build)

  send       PUT /send: 1, 10 and 64 clients in one room, 64 clients in 100 rooms
  woken      incremental /sync of long-polling clients, woken by a sender
  initial    initial /sync of accounts with many rooms
  keys       /keys/query and /keys/claim of 50 users, /keys/upload of 50 one-time keys;
             by 1, 10 and 64 clients, as the next five
  to-device  PUT /sendToDevice to 1 and to 50 devices
  members    /members and /joined_members of 50 and of 1,000 members
  messages   /messages of 100 events from the end of an encrypted room, /context of 10
  state      /state of an encrypted room of 50, /state/m.room.name
  user-data  account data, typing, displayname of a profile, receipts and fully-read markers
  grow       how the cost of keys, to-device messages and members grows with 1, 10, 100 and 1,000 of what is asked for,
             and that of a claim with 1, 16 and 64 partitions
  idle       memory of long polls that wait; of a cluster: CPU of each role while nobody asks for anything
  start      start on a new and on an existing data folder
  sync       woken, initial and idle
  all        everything

  --seconds N        measured time of a run (10)
  --repeat N         runs of each scenario, the median one is reported (3)
  --only TEXT        scenarios whose name contains this
  --encrypted        messages of 1.2 KB, the size of encrypted ones, in place of 300 bytes
  --pollers N,N      woken: numbers of long-polling clients (1,100)
  --users N --rooms N --members N
                     initial: accounts that sync, rooms of each, members of each room (20, 50, 50)
  --national         initial: 200 users, 300 rooms, 300 members
  --polls N          idle: long polls (2000)
  --cluster          all but start and grow: two processes of each service, with Kafka
  --kafka WHICH      cluster: on, off, or both one after the other (on)
  --rate N           cluster, woken: messages a second while latency is measured under load (1000)
  --patience N       wait before each run up to N s until little else runs on the machine (0)
  --profile [ROLE]   CPU profile of the server, or of the cluster's processes of a role: where their own time goes
  --markdown         the figures as a block for docs/benchmarks.md
  --json FILE        write all figures
  --folder DIR       where data folders are made and removed (the system's temporary folder)
  --peer synapse     beside ours, in turn, all but idle and start: Synapse as one process on a PostgreSQL of its own
  --peer-folder DIR  where Synapse is installed from PyPI (python3 -m venv; pip install matrix-synapse psycopg2-binary),
                     and stays for the next time (chappe-bench-synapse in the system's temporary folder)
  --checkout DIR     measure another built checkout
`;

/** Words that cannot be understood. */
export class CommandLineError extends Error {}

const OPTIONS = {
  seconds: { type: 'string', default: '10' },
  repeat: { type: 'string', default: '3' },
  only: { type: 'string', default: '' },
  encrypted: { type: 'boolean', default: false },
  pollers: { type: 'string', default: '1,100' },
  users: { type: 'string' },
  rooms: { type: 'string' },
  members: { type: 'string' },
  national: { type: 'boolean', default: false },
  polls: { type: 'string', default: '2000' },
  profile: { type: 'string' },
  cluster: { type: 'boolean', default: false },
  kafka: { type: 'string', default: 'on' },
  rate: { type: 'string', default: '1000' },
  patience: { type: 'string', default: '0' },
  markdown: { type: 'boolean', default: false },
  json: { type: 'string' },
  folder: { type: 'string', default: tmpdir() },
  peer: { type: 'string' },
  'peer-folder': { type: 'string', default: join(tmpdir(), 'chappe-bench-synapse') },
  checkout: { type: 'string', default: join(import.meta.dirname, '..', '..') },
  help: { type: 'boolean', default: false },
} as const;

const NATIONAL = { users: '200', rooms: '300', members: '300' } as const;
const SMALL = { users: '20', rooms: '50', members: '50' } as const;

/**
 * @returns undefined when help is asked for
 * @throws CommandLineError
 */
export function parseCommandLine(words: readonly string[], folder: string): BenchOptions | undefined {
  const { values, positionals } = parse(words);
  if (values.help || positionals.length === 0) return undefined;
  const size = values.national ? NATIONAL : SMALL;
  return {
    groups: groupsOf(positionals, values.cluster),
    cluster: values.cluster,
    kafka: kafkaOf(values.kafka),
    rate: numberOf('rate', values.rate),
    seconds: numberOf('seconds', values.seconds),
    repeat: numberOf('repeat', values.repeat),
    only: values.only,
    encrypted: values.encrypted,
    profile: profiledOf(values.profile, values.cluster),
    patience: values.patience === '0' ? 0 : numberOf('patience', values.patience),
    pollers: values.pollers.split(',').map((text) => numberOf('pollers', text)),
    polls: numberOf('polls', values.polls),
    users: numberOf('users', values.users ?? size.users),
    rooms: numberOf('rooms', values.rooms ?? size.rooms),
    members: numberOf('members', values.members ?? size.members),
    jsonFile: values.json === undefined ? undefined : resolve(folder, values.json),
    markdown: values.markdown,
    peer: peerOf(values.peer, values.cluster),
    peerFolder: resolve(folder, values['peer-folder']),
    checkout: resolve(folder, values.checkout),
    parentFolder: resolve(folder, values.folder),
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: words.map(named), options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new CommandLineError(error instanceof Error ? error.message : 'not understood', { cause: error });
  }
}

/** `--profile` alone means the server. */
function named(word: string, i: number, words: readonly string[]): string {
  return word === '--profile' && !isRole(words[i + 1]) ? '--profile=server' : word;
}

function isRole(word: string | undefined): word is string {
  return word !== undefined && SERVICE_NAMES.includes(word);
}

function profiledOf(word: string | undefined, isCluster: boolean): BenchOptions['profile'] {
  if (word === undefined) return undefined;
  if (isCluster && isRole(word)) return word;
  if (!isCluster && word === 'server') return word;
  throw new CommandLineError(
    `--profile: ${isCluster ? `one of ${SERVICE_NAMES.join(', ')} with` : 'a role only with'} --cluster`,
  );
}

function kafkaOf(word: string): readonly boolean[] {
  if (word === 'on' || word === 'off' || word === 'both') return KAFKA[word];
  throw new CommandLineError(`--kafka: "${word}" is not on, off or both`);
}

function peerOf(word: string | undefined, isCluster: boolean): BenchOptions['peer'] {
  if (word === undefined) return undefined;
  if (word !== 'synapse') throw new CommandLineError(`--peer: "${word}" is not synapse`);
  if (isCluster) throw new CommandLineError('--peer: not with --cluster');
  return word;
}

function groupsOf(words: readonly string[], isCluster: boolean): Group[] {
  const possible = isCluster ? CLUSTER_GROUPS : GROUPS;
  const asked = words.flatMap((word): readonly string[] => {
    if (word === 'all') return possible;
    return word === 'sync'
      ? (['woken', 'initial', 'idle'] as const).filter((group) => possible.includes(group))
      : [word];
  });
  const unknown = asked.find((word) => !possible.some((group) => group === word));
  if (unknown !== undefined)
    throw new CommandLineError(
      `"${unknown}" is nothing that can be measured${isCluster ? ' with --cluster' : ''}; see --help`,
    );
  return GROUPS.filter((group) => asked.includes(group));
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 1_000_000) return value;
  throw new CommandLineError(`--${name}: "${text}" is not a number from 1 to 1000000`);
}

import { parseArgs } from 'node:util';
import { SERVICE_NAMES } from '../dev/service-names.ts';

export const ALL_IN_ONE = 'all-in-one';
/** What images are made of, by folder in apps. */
export const APPS: readonly string[] = [ALL_IN_ONE, ...SERVICE_NAMES];
/** Beside them: what the tests in containers use. */
const KAFKA_NAME = 'kafka';

export interface ImagesOptions {
  readonly apps: readonly string[];
  /** Program with the command line of docker. */
  readonly engine: string;
  /** What the images are made of; the engine's defaults are named in the Dockerfile. */
  readonly base: string | undefined;
  readonly buildBase: string | undefined;
  /** Make both with debootstrap, where no registry is in reach. */
  readonly debootstrap: boolean;
  /** `host`, where the engine's own network does not reach npm's registry. */
  readonly network: string | undefined;
  readonly build: boolean;
  readonly check: boolean;
  /** Build the broker of the tests in containers. */
  readonly kafka: boolean;
}

/** Words that cannot be understood. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError';
}

export const HELP = `npm run images -- [APP...] [options]      builds the images chappe/APP:VERSION and checks them

  APP                  ${APPS.join(', ')} (all of them);
                       ${KAFKA_NAME}: a broker for npm run containers, of Kafka's jars, which npm run kafka fetches
  --base IMAGE         what they run on (debian:12-slim)
  --build-base IMAGE   what they are built on: has Node and npm (node:26-bookworm-slim)
  --debootstrap        make both from Debian's and npm's packages first, without an image registry (needs root)
  --engine PROGRAM     with the command line of docker (docker)
  --network host       build with the network of this machine
  --no-build           check images that are there
  --no-check           build only
`;

const OPTIONS = {
  engine: { type: 'string', default: 'docker' },
  base: { type: 'string' },
  'build-base': { type: 'string' },
  debootstrap: { type: 'boolean', default: false },
  network: { type: 'string' },
  'no-build': { type: 'boolean', default: false },
  'no-check': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** @returns undefined when help is asked for */
export function parseCommandLine(words: readonly string[]): ImagesOptions | undefined {
  const { values, positionals } = parse(words);
  if (values.help) return undefined;
  const unknown = positionals.find((name) => !APPS.includes(name) && name !== KAFKA_NAME);
  if (unknown !== undefined) throw new CommandLineError(`there is no app "${unknown}"; see --help`);
  return {
    apps: APPS.filter((app) => positionals.length === 0 || positionals.includes(app)),
    engine: values.engine,
    base: values.base ?? (values.debootstrap ? 'chappe/base:bookworm' : undefined),
    buildBase: values['build-base'] ?? (values.debootstrap ? 'chappe/build-base:node-26' : undefined),
    debootstrap: values.debootstrap,
    network: values.network,
    build: !values['no-build'],
    check: !values['no-check'],
    kafka: positionals.includes(KAFKA_NAME),
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('. To specify')[0] ?? '') : 'not understood';
    throw new CommandLineError(`${said}; see --help`, { cause: error });
  }
}

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY } from '../network/build-programs.js';
import { KafkaUnavailableError } from './running-kafka.js';

const run = promisify(execFile);
/** About 40 jars, 60 MB, over a slow line. */
const DOWNLOAD_MS_MAX = 300_000;
const ANSWER_MS_MAX = 20_000;
/** Kafka 4 brokers need it. */
const JAVA_VERSION_MIN = 17;
const PROJECT = join(REPOSITORY, 'tools/dev/kafka/pom.xml');

/** What is needed to run Kafka's own programs. */
export interface KafkaJars {
  readonly version: string;
  readonly java: string;
  readonly classPath: string;
}

/**
 * Kafka's jars, fetched by Maven once and kept below `node_modules/.cache`.
 * @throws KafkaUnavailableError when Java or Maven is missing or the jars cannot be had
 */
export async function kafkaJars(): Promise<KafkaJars> {
  const version = kafkaVersion();
  const java = await findJava();
  const folder = join(REPOSITORY, 'node_modules/.cache', `chappe-kafka-${version}`);
  if (!existsSync(folder)) await download(folder);
  return { version, java, classPath: join(folder, '*') };
}

/** The release that is used everywhere; it stands in Maven's project file. */
export function kafkaVersion(): string {
  const version = /<kafka\.version>([^<]+)</.exec(readFileSync(PROJECT, 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${PROJECT} names no version of Kafka`);
  return version;
}

async function findJava(): Promise<string> {
  const home = process.env['JAVA_HOME'];
  const java = home ? join(home, 'bin/java') : 'java';
  const answer = await run(java, ['-version'], { timeout: ANSWER_MS_MAX }).catch((error: unknown) => {
    throw new KafkaUnavailableError(`Java ${JAVA_VERSION_MIN} or newer is not installed`, { cause: error });
  });
  const version = Number(/version "(\d+)/.exec(answer.stderr)?.[1]);
  if (version >= JAVA_VERSION_MIN) return java;
  throw new KafkaUnavailableError(`Java is of version ${version}, Kafka needs ${JAVA_VERSION_MIN} or newer`);
}

/** The folder appears under its name when it is complete; of two that fetch at once, one is thrown away. */
async function download(folder: string): Promise<void> {
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${draft}`];
    await run('mvn', ['-q', '-B', '-f', PROJECT, ...goal], { timeout: DOWNLOAD_MS_MAX });
    if (!existsSync(folder)) renameSync(draft, folder);
  } catch (error) {
    throw new KafkaUnavailableError(reasonOf(error), { cause: error });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function reasonOf(error: unknown): string {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return isMissing ? 'Maven is not installed' : "Kafka's jars cannot be fetched by Maven";
}

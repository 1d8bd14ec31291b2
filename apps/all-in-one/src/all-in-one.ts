import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ConfigError, type ConfigValues, loadConfig, loadServerIdentity, serverSection } from '@chappe/config';
import { HttpAdapter, httpSection, listenAddress } from '@chappe/http';
import { EmbeddedPostgres, postgresSection } from '@chappe/postgres';
import { lockDataFolder, Shutdown, systemClock, systemRandomness } from '@chappe/runtime';
import { LOGGER, type Logger } from '@chappe/telemetry';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AllInOneModule, allInOneSections } from './all-in-one.module.js';

export interface AllInOneOptions {
  /** Absolute. Holds the signing key and, unless another is configured, the database. */
  readonly dataDir: string;
  /** Settings by path; win over file and environment. `'http.port': '0'` lets the system choose. */
  readonly flags?: Readonly<Record<string, string>>;
  /** YAML. */
  readonly configFile?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The server cannot go on: its database has ended. */
  readonly onFatal?: (reason: string) => void;
}

export interface RunningServer {
  readonly serverName: string;
  /** Where clients reach the Client-Server API, without a slash at the end. */
  readonly baseUrl: string;
  readonly port: number;
  /** Finishes what runs and lets go of everything; within 5 seconds. */
  stop(): Promise<void>;
}

/** Things to undo, the last one first. */
type Undo = (() => Promise<void> | void)[];

/**
 * Starts every service in this process.
 * @throws ConfigError, DataFolderError, InstallationMismatchError and the like, each with one line for the operator;
 *   nothing is left behind then
 */
export async function startAllInOne(options: AllInOneOptions): Promise<RunningServer> {
  const undo: Undo = [];
  try {
    return await start(options, undo);
  } catch (error) {
    await runUndo(undo);
    throw error;
  }
}

async function start(options: AllInOneOptions, undo: Undo): Promise<RunningServer> {
  const config = loadForSoleOwner(options);
  const lock = lockDataFolder(options.dataDir);
  undo.push(() => lock.release());
  const { name, publicBaseUrl } = config.of(serverSection);
  const identity = loadServerIdentity(name, join(options.dataDir, 'signing.key'), systemRandomness);
  const crash: CrashSink = { logger: undefined };
  const embedded = await startEmbedded(config, options, crash);
  if (embedded) undo.push(() => embedded.stop());
  const { port: wantedPort, bind, ...http } = config.of(httpSection);
  const app = await NestFactory.create<NestFastifyApplication>(
    AllInOneModule.forRoot({ config, identity, connection: embedded?.connection }),
    new HttpAdapter(http),
    { bodyParser: false, logger: false, abortOnError: false },
  );
  undo.push(() => app.close());
  crash.logger = app.get<Logger>(LOGGER);
  await app.listen({ port: wantedPort, host: listenAddress(bind) });
  const { port } = app.getHttpServer().address() as AddressInfo;
  undo.push(() => endInOrder(app));
  return {
    serverName: name,
    baseUrl: publicBaseUrl?.replace(/\/+$/, '') ?? `http://localhost:${port}`,
    port,
    stop: () => runUndo(undo),
  };
}

/** Nobody else can run on an embedded database, so whoever held its room partitions is gone. */
function loadForSoleOwner(options: AllInOneOptions): ConfigValues {
  const config = loadAllInOneConfig(options);
  if (config.of(postgresSection).host !== undefined) return config;
  return loadAllInOneConfig({ ...options, flags: { 'room.takeOverLeases': 'true', ...options.flags } });
}

/** @throws ConfigError */
export function loadAllInOneConfig(options: Pick<AllInOneOptions, 'configFile' | 'env' | 'flags'>): ConfigValues {
  const yamlText = options.configFile === undefined ? undefined : readConfigFile(options.configFile);
  return loadConfig(allInOneSections, {
    ...(yamlText === undefined ? undefined : { yamlText }),
    env: options.env ?? {},
    flags: options.flags ?? {},
  });
}

function readConfigFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`the configuration file ${file} cannot be read`, { cause: error });
  }
}

/** The log exists only after the database does. */
interface CrashSink {
  logger: Logger | undefined;
}

async function startEmbedded(
  config: ConfigValues,
  options: AllInOneOptions,
  crash: CrashSink,
): Promise<EmbeddedPostgres | undefined> {
  if (config.of(postgresSection).host !== undefined) return undefined;
  return EmbeddedPostgres.start({
    folder: join(options.dataDir, 'postgres'),
    clock: systemClock,
    randomness: systemRandomness,
    onCrash: (reason) => {
      crash.logger?.fatal(reason);
      options.onFatal?.(reason);
    },
  });
}

async function endInOrder(app: NestFastifyApplication): Promise<void> {
  const failures = await app.get(Shutdown).run();
  const logger = app.get<Logger>(LOGGER);
  for (const { phase, name, error } of failures) logger.warn({ err: error, phase, name }, 'did not end in order');
}

/** Goes on after a failure, so that nothing is left behind. */
async function runUndo(undo: Undo): Promise<void> {
  const errors: unknown[] = [];
  for (let step = undo.pop(); step; step = undo.pop()) {
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'the server did not end in order');
}

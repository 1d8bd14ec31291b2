import 'reflect-metadata';
import { join } from 'node:path';
import {
  type ConfigValues,
  loadServerIdentity,
  readServerIdentity,
  readSigningIdentity,
  type ServerConfig,
  type SigningIdentity,
  serverSection,
} from '@chappe/config';
import { checkHttpPorts, httpSection } from '@chappe/http';
import { hasCluster, openAsServer, OwnDatabase, postgresSection } from '@chappe/postgres';
import {
  type ConfigPlace,
  readNamedSettings,
  readSettings,
  type Running,
  startApplication,
  Undo,
  unnamed,
} from '@chappe/process';
import { lockDataFolder, systemRandomness } from '@chappe/runtime';
import { Outages } from '@chappe/telemetry';
import { allInOneMigrations, AllInOneModule, allInOneSections } from './all-in-one.module.js';

/** Flags: `'http.port': '0'` lets the system choose. */
export interface AllInOneOptions extends ConfigPlace {
  /** Absolute. Holds the signing key and, unless others are configured, the database. */
  readonly dataDir: string;
}

/** `stop()` finishes what runs and lets go of everything, within the drain delay and 5 seconds. */
export interface RunningServer extends Running {
  readonly serverName: string;
  /** Where clients reach the Client-Server API, without a slash at the end. */
  readonly baseUrl: string;
  readonly port: number;
}

/**
 * Starts every service in this process.
 * @throws ConfigError, DataFolderError, InstallationMismatchError and the like, each with one line for the operator;
 *   nothing is left behind then
 */
export function startAllInOne(options: AllInOneOptions): Promise<RunningServer> {
  const undo = new Undo();
  return undo.unlessDone(() => start(options, undo));
}

/** As configured, or the key in the data folder, which is made when there is none. */
export function identityOf(server: ServerConfig, dataDir: string): SigningIdentity {
  if (server.signingKeyFile !== undefined) return readSigningIdentity(server);
  return loadServerIdentity(server.name, join(dataDir, 'signing.key'), systemRandomness);
}

async function start(options: AllInOneOptions, undo: Undo): Promise<RunningServer> {
  const place = soleOwner(options);
  const early = await checkedSettings(place, options.dataDir);
  const lock = lockDataFolder(options.dataDir);
  undo.add(() => lock.release());
  const database = isEmbedded(early) ? await OwnDatabase.start(databaseIn(options.dataDir)) : undefined;
  if (database) undo.add(() => database.stop());
  const connection = database && (await openAsServer(database.connection, allInOneMigrations));
  const config = await readNamedSettings(allInOneSections, place, connection ?? early.of(postgresSection));
  const identity = identityOf(config.of(serverSection), options.dataDir);
  const root = AllInOneModule.forRoot({ config, identity, connection, disk: database?.disk });
  const { app, logger, port } = await startApplication(root, config, undo);
  database?.tell(logger, app.get(Outages));
  const { name: serverName, publicBaseUrl } = config.of(serverSection);
  return {
    serverName,
    baseUrl: publicBaseUrl?.replace(/\/+$/, '') ?? `http://localhost:${port}`,
    port,
    logger,
    drainDelayMs: config.of(httpSection).drainDelayMs,
    stop: () => undo.run(),
  };
}

/** Refuses what can be refused before anything is made. @returns the settings; the name may be missing */
async function checkedSettings(place: ConfigPlace, dataDir: string): Promise<ConfigValues> {
  const { config, isNamed } = readSettings(allInOneSections, place);
  if (isNamed) readServerIdentity(config.of(serverSection));
  else if (isEmbedded(config) && !hasCluster(databaseIn(dataDir))) throw unnamed(place);
  await checkHttpPorts(config.of(httpSection), place.flagNames);
  return config;
}

function isEmbedded(config: ConfigValues): boolean {
  return config.of(postgresSection).host === undefined;
}

function databaseIn(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/** Nobody else can run on an embedded database, so whoever held its room partitions is gone. */
function soleOwner(options: AllInOneOptions): ConfigPlace {
  const { config } = readSettings(allInOneSections, options);
  if (!isEmbedded(config)) return options;
  return { ...options, flags: { 'room.takeOverLeases': 'true', ...options.flags } };
}

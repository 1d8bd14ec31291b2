import 'reflect-metadata';
import { serverSection } from '@chappe/config';
import {
  connectPostgres,
  EmbeddedPostgres,
  installedServerName,
  migrate,
  openAsServer,
  platformMigrations,
  type PostgresConnection,
  postgresSection,
  runningConnection,
} from '@chappe/postgres';
import { readConfig, type StoreParts, type Undo } from '@chappe/process';
import { DataFolderError, lockDataFolder, systemClock, systemRandomness } from '@chappe/runtime';
import { join } from 'node:path';
import { identityOf } from './all-in-one.js';
import { allInOneMigrations, allInOneSections } from './all-in-one.module.js';
import type { Place } from './command-line.js';

/**
 * Makes the data folder's tables ready for a command, whether or not a server runs on them.
 * @param undo gets what ends the database, when it is started for this command
 * @throws the errors of a start, each with one line for the operator
 */
export async function openTables(place: Place, undo: Undo): Promise<StoreParts> {
  const configPlace = { ...place, env: process.env };
  const configured = readConfig(allInOneSections, configPlace).of(postgresSection);
  const isEmbedded = configured.host === undefined;
  const connection = isEmbedded ? await embeddedTables(place.dataDir, undo) : configured;
  // A name that is not on the command line is the one of the installation.
  const serverName = await nameOf(connection, !isEmbedded);
  const flags = { ...(serverName !== undefined && { 'server.name': serverName }), ...place.flags };
  const config = readConfig(allInOneSections, { ...configPlace, flags });
  return {
    sections: allInOneSections,
    config,
    identity: identityOf(config.of(serverSection), place.dataDir),
    postgres: { migrationSets: allInOneMigrations, migrates: !isEmbedded, connection },
  };
}

async function embeddedTables(dataDir: string, undo: Undo): Promise<PostgresConnection> {
  return openAsServer(await embeddedConnection(dataDir, undo), allInOneMigrations);
}

/** The server that a running Chappe has in the folder, or one that is started for this command. */
async function embeddedConnection(dataDir: string, undo: Undo): Promise<PostgresConnection> {
  const folder = join(dataDir, 'postgres');
  const lock = tryLock(dataDir);
  if (!lock) return runningConnection(folder);
  undo.add(() => lock.release());
  const embedded = await EmbeddedPostgres.start({ folder, clock: systemClock, randomness: systemRandomness });
  undo.add(() => embedded.stop());
  return embedded.connection;
}

function tryLock(dataDir: string) {
  try {
    return lockDataFolder(dataDir);
  } catch (error) {
    if (error instanceof DataFolderError && error.isInUse) return undefined;
    throw error;
  }
}

async function nameOf(connection: PostgresConnection, migrates: boolean): Promise<string | undefined> {
  const postgres = await connectPostgres({ ...connection, connectionsMax: 2 });
  try {
    if (migrates) await migrate(postgres, [platformMigrations]);
    return await installedServerName(postgres);
  } finally {
    await postgres.close();
  }
}

import 'reflect-metadata';
import { join } from 'node:path';
import { serverSection } from '@chappe/config';
import {
  EmbeddedPostgres,
  hasCluster,
  openAsServer,
  type PostgresConnection,
  postgresSection,
  runningConnection,
} from '@chappe/postgres';
import { nameIn, readNamedSettings, readSettings, type StoreParts, type Undo } from '@chappe/process';
import { DataFolderError, lockDataFolder, systemClock, systemRandomness } from '@chappe/runtime';
import { identityOf } from './all-in-one.js';
import { allInOneMigrations, allInOneSections } from './all-in-one.module.js';
import { FLAG_NAMES, type Place } from './command-line.js';

/**
 * Makes the tables of a site ready for a command, whether or not a server runs on them.
 * @param undo gets what ends the database, when it is started for this command
 * @throws DataFolderError where no server was started yet, and the errors of a start, each with one line for the
 *   operator; nothing is left behind then
 */
export async function openTables(place: Place, undo: Undo): Promise<StoreParts> {
  const configPlace = { ...place, env: process.env, flagNames: FLAG_NAMES };
  const configured = readSettings(allInOneSections, configPlace).config.of(postgresSection);
  const isEmbedded = configured.host === undefined;
  if (isEmbedded && !hasCluster(join(place.dataDir, 'postgres'))) throw noSite(place.dataDir);
  const connection = isEmbedded ? await embeddedTables(place.dataDir, undo) : configured;
  if ((await nameIn(connection)) === undefined) throw noSite(isEmbedded ? place.dataDir : 'this database');
  const config = await readNamedSettings(allInOneSections, configPlace, connection);
  return {
    sections: allInOneSections,
    config,
    identity: identityOf(config.of(serverSection), place.dataDir),
    postgres: { migrationSets: allInOneMigrations, migrates: !isEmbedded, connection },
  };
}

function noSite(where: string): DataFolderError {
  return new DataFolderError(`no Chappe was ever started in ${where}: start it there first, or say where with --data`);
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

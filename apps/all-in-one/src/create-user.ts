import 'reflect-metadata';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { AccountsModule, CreateUser } from '@chappe/auth';
import {
  ConfigModule,
  type ConfigValues,
  loadServerIdentity,
  ServerIdentityModule,
  serverSection,
} from '@chappe/config';
import {
  connectPostgres,
  EmbeddedPostgres,
  installedServerName,
  migrate,
  platformMigrations,
  type PostgresConnection,
  PostgresModule,
  postgresSection,
  runningConnection,
} from '@chappe/postgres';
import { DataFolderError, lockDataFolder, RuntimeModule, systemClock, systemRandomness } from '@chappe/runtime';
import { TelemetryModule } from '@chappe/telemetry';
import { NestFactory } from '@nestjs/core';
import { loadAllInOneConfig } from './all-in-one.js';
import { allInOneMigrations, allInOneSections } from './all-in-one.module.js';
import { type Command, CommandLineError } from './command-line.js';

type CreateUserCommand = Extract<Command, { kind: 'createUser' }>;

interface Database {
  readonly connection: PostgresConnection;
  release(): Promise<void>;
}

/**
 * Makes an account in the data folder's database, whether or not a server runs on it, and prints its user ID.
 * @throws CommandLineError, MatrixError and the errors of a start, each with one line for the operator
 */
export async function createUser(command: CreateUserCommand): Promise<void> {
  const password = await readPassword(command.passwordFromStdin);
  const env = { ...process.env };
  const database = await openDatabase(command, loadAllInOneConfig({ ...command, env }));
  try {
    // A name that is not on the command line is the one of the installation.
    const serverName = await nameOf(database.connection);
    const flags = { ...(serverName !== undefined && { 'server.name': serverName }), ...command.flags };
    const config = loadAllInOneConfig({ ...command, env, flags });
    process.stdout.write(`${await makeAccount(command, { password, config, connection: database.connection })}\n`);
  } finally {
    await database.release();
  }
}

interface Account {
  readonly password: string;
  readonly config: ConfigValues;
  readonly connection: PostgresConnection;
}

async function makeAccount(command: CreateUserCommand, { password, config, connection }: Account): Promise<string> {
  const keyFile = join(command.dataDir, 'signing.key');
  const identity = loadServerIdentity(config.of(serverSection).name, keyFile, systemRandomness);
  const imports = [
    ConfigModule.forRoot(allInOneSections, config),
    ServerIdentityModule.forRoot(identity),
    RuntimeModule,
    TelemetryModule,
    PostgresModule.forRoot({ migrationSets: allInOneMigrations, connection }),
    AccountsModule,
  ];
  const app = await NestFactory.createApplicationContext(
    { module: class CreateUserModule {}, imports },
    { logger: false, abortOnError: false },
  );
  try {
    return await app.get(CreateUser).createUser({ localpart: command.localpart, password, admin: command.isAdmin });
  } finally {
    await app.close();
  }
}

/** The configured server, the one that a running Chappe has in the folder, or one that is started for this command. */
async function openDatabase(command: CreateUserCommand, config: ConfigValues): Promise<Database> {
  const configured = config.of(postgresSection);
  if (configured.host !== undefined) return { connection: configured, release: () => Promise.resolve() };
  const folder = join(command.dataDir, 'postgres');
  const lock = tryLock(command.dataDir);
  if (!lock) return { connection: runningConnection(folder), release: () => Promise.resolve() };
  const embedded = await EmbeddedPostgres.start({ folder, clock: systemClock, randomness: systemRandomness });
  return {
    connection: embedded.connection,
    release: async () => {
      await embedded.stop();
      lock.release();
    },
  };
}

function tryLock(dataDir: string) {
  try {
    return lockDataFolder(dataDir);
  } catch (error) {
    if (error instanceof DataFolderError && error.isInUse) return undefined;
    throw error;
  }
}

async function nameOf(connection: PostgresConnection): Promise<string | undefined> {
  const postgres = await connectPostgres({ ...connection, connectionsMax: 2 });
  try {
    await migrate(postgres, [platformMigrations]);
    return await installedServerName(postgres);
  } finally {
    await postgres.close();
  }
}

/** @throws CommandLineError when there is nobody to ask */
async function readPassword(fromStdin: boolean): Promise<string> {
  if (fromStdin) {
    for await (const line of createInterface({ input: process.stdin })) return line;
    throw new CommandLineError('there is no password on standard input');
  }
  if (!process.stdin.isTTY)
    throw new CommandLineError('there is no terminal to ask for the password; use --password-stdin');
  const password = await ask('Password: ');
  if (password !== (await ask('Again: '))) throw new CommandLineError('the passwords differ');
  return password;
}

/** Asks on the terminal without showing what is typed. */
async function ask(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(question);
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}

import 'reflect-metadata';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { AccountsModule, CreateRegistrationToken, CreateUser } from '@chappe/auth';
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
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadAllInOneConfig } from './all-in-one.js';
import { allInOneMigrations, allInOneSections } from './all-in-one.module.js';
import { type Command, CommandLineError } from './command-line.js';

type CreateUserCommand = Extract<Command, { kind: 'createUser' }>;
type AccountCommand = Extract<Command, { kind: 'createUser' | 'createRegistrationToken' }>;

interface Database {
  readonly connection: PostgresConnection;
  release(): Promise<void>;
}

/**
 * Makes an account or a registration token in the data folder's database, whether or not a server runs on it, and
 * prints the user ID or the token.
 * @throws CommandLineError, MatrixError and the errors of a start, each with one line for the operator
 */
export async function runAccountCommand(command: AccountCommand): Promise<void> {
  const password = command.kind === 'createUser' ? await readPassword(command.passwordFromStdin) : '';
  const env = { ...process.env };
  const database = await openDatabase(command, loadAllInOneConfig({ ...command, env }));
  try {
    // A name that is not on the command line is the one of the installation.
    const serverName = await nameOf(database.connection);
    const flags = { ...(serverName !== undefined && { 'server.name': serverName }), ...command.flags };
    const config = loadAllInOneConfig({ ...command, env, flags });
    const app = await startAccounts(command, config, database.connection);
    try {
      const result = command.kind === 'createUser' ? makeAccount(app, command, password) : makeToken(app, command);
      process.stdout.write(`${await result}\n`);
    } finally {
      await app.close();
    }
  } finally {
    await database.release();
  }
}

function makeAccount(app: INestApplicationContext, command: CreateUserCommand, password: string): Promise<string> {
  return app.get(CreateUser).createUser({ localpart: command.localpart, password, admin: command.isAdmin });
}

function makeToken(
  app: INestApplicationContext,
  { usesAllowed }: Extract<Command, { kind: 'createRegistrationToken' }>,
): Promise<string> {
  const terms = { ...(usesAllowed !== undefined && { usesAllowed }) };
  return app.get(CreateRegistrationToken).createRegistrationToken(terms);
}

function startAccounts(
  command: AccountCommand,
  config: ConfigValues,
  connection: PostgresConnection,
): Promise<INestApplicationContext> {
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
  const root = { module: class AccountCommandModule {}, imports };
  return NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
}

/** The configured server, the one that a running Chappe has in the folder, or one that is started for this command. */
async function openDatabase(command: AccountCommand, config: ConfigValues): Promise<Database> {
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

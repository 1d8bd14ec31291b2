import { mkdirSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { RunningServer } from './all-in-one.js';
import { HELP, parseCommandLine, type Place } from './command-line.js';

/** Every process ends after this, whatever still runs. */
const STOP_MS_MAX = 4_900;

/** Not while the first clients come. */
const COMPILE_CACHE_FLUSH_AFTER_MS = 5_000;

/** Errors whose message is all that the operator needs; others show where they come from. */
const FOR_OPERATORS: ReadonlySet<string> = new Set([
  'CommandLineError',
  'ConfigError',
  'DataFolderError',
  'EmbeddedPostgresError',
  'InstallationMismatchError',
  'MatrixError',
  'PartitionRowsError',
  'SchemaTooNewError',
]);

async function main(): Promise<void> {
  const command = parseCommandLine(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd());
  if (command.kind === 'help') {
    process.stdout.write(HELP);
    return;
  }
  keepCompiledCode(command.dataDir);
  if (command.kind === 'start') await runServer(command);
  else await (await import('./run-account-command.js')).runAccountCommand(command);
}

/** Compiled code is kept with the data: the next start is twice as fast. */
function keepCompiledCode(dataDir: string): void {
  try {
    // As in lockDataFolder: root's PostgreSQL runs as someone else, who must be able to pass.
    mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    enableCompileCache(join(dataDir, 'cache', 'compiled'));
  } catch {
    // Only slower; a folder that cannot be used is refused with its reason when it is locked.
  }
}

async function runServer(place: Place): Promise<void> {
  let server: RunningServer | undefined;
  let stopping: Promise<void> | undefined;
  // One Ctrl-C may arrive more than once: from the terminal, and again from npm. Before the server runs there is
  // nothing to finish; leaving in order all the same ends the database.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (server) stopping ??= stop(server);
      else process.exit(128 + constants.signals[signal]);
    });
  }
  const { startAllInOne } = await import('./all-in-one.js');
  server = await startAllInOne({ ...place, env: process.env, onFatal: fail });
  process.stdout.write(welcome(server, place.dataDir));
  // Otherwise it is only written at an orderly end.
  setTimeout(flushCompileCache, COMPILE_CACHE_FLUSH_AFTER_MS).unref();
}

/** What still runs at the time limit is cut off: nothing that was acknowledged is lost by that. */
async function stop(server: RunningServer): Promise<void> {
  setTimeout(() => process.exit(1), STOP_MS_MAX).unref();
  try {
    await server.stop();
    process.exit(0);
  } catch (error) {
    fail(error);
  }
}

function welcome({ serverName, baseUrl }: RunningServer, dataDir: string): string {
  return `
Chappe is ready.

  server name    ${serverName}
  base URL       ${baseUrl}
  data folder    ${dataDir}

  First administrator:  npm run user -- create NAME --admin --data ${dataDir}
  Element:              sign in, choose "Edit" beside the homeserver and enter ${baseUrl}

`;
}

function fail(reason: unknown): void {
  process.stderr.write(`chappe: ${explain(reason)}\n`);
  process.exit(1);
}

function explain(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  if (FOR_OPERATORS.has(reason.name)) return reason.message.replaceAll('\n', ' ');
  if ('code' in reason && reason.code === 'EADDRINUSE') return `the port is taken: ${reason.message}`;
  if ('code' in reason && reason.code === 'EACCES') return `not allowed: ${reason.message}`;
  return reason.stack ?? reason.message;
}

main().catch(fail);

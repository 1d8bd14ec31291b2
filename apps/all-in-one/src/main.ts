import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ProcessLife as Life } from '@chappe/process';
import { listenToSignals } from '@chappe/process/signals';
import type { Place } from './command-line.js';

/** Where relative paths start: npm changes the folder. */
const folder = process.env['INIT_CWD'] ?? process.cwd();

/**
 * Compiled code is kept with the data: the next start is twice as fast. Before anything else is imported. A data folder
 * that is made for it goes again when it was not taken into use.
 */
function keepCompiledCode(): void {
  const { values, positionals } = parseArgs({
    strict: false,
    options: { help: { type: 'boolean' }, data: { type: 'string', default: './data' } },
  });
  const dataDir = resolve(folder, String(values.data));
  const isStart = positionals.length === 0 && values.help !== true;
  if (!isStart && !existsSync(dataDir)) return;
  try {
    // As in lockDataFolder: root's PostgreSQL runs as someone else, who must be able to pass.
    const made = mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    enableCompileCache(join(dataDir, 'cache', 'compiled'));
    process.once('exit', () => {
      if (made !== undefined && !existsSync(join(dataDir, 'lock'))) rmSync(made, { recursive: true, force: true });
    });
  } catch {
    // Only slower; a folder that cannot be used is refused with its reason when it is locked.
  }
}

// Before the rest, which takes a while to load.
listenToSignals();
keepCompiledCode();
const { ProcessLife, runStoreCommand, Undo } = await import('@chappe/process');
const { FLAG_NAMES, HELP, parseCommandLine } = await import('./command-line.js');

await ProcessLife.of('chappe', async (life) => {
  const command = parseCommandLine(process.argv.slice(2), folder);
  switch (command.kind) {
    case 'help':
      process.stdout.write(HELP);
      break;
    case 'start':
      await runServer(command, life);
      break;
    case 'store': {
      const { openTables } = await import('./open-tables.js');
      const undo = new Undo();
      try {
        await runStoreCommand(command.command, () => openTables(command, undo));
      } finally {
        await undo.run();
      }
    }
  }
});

async function runServer(place: Place, life: Life): Promise<void> {
  const { startAllInOne } = await import('./all-in-one.js');
  const server = await startAllInOne({ ...place, env: process.env, flagNames: FLAG_NAMES });
  life.serving(server);
  const { serverName, baseUrl } = server;
  process.stdout.write(`
Chappe is ready.

  server name    ${serverName}
  base URL       ${baseUrl}
  data folder    ${place.dataDir}

  First administrator:  npm run user -- create NAME --admin --data ${quoted(place.dataDir)}
  Element:              sign in, choose "Edit" beside the homeserver and enter ${baseUrl}

`);
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

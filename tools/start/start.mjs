// Runs the all-in-one server from a fresh checkout: installs, builds what changed, starts. Plain JavaScript, for it
// runs under Node 20 or later before anything is installed. Arguments are those of the server (`npm start -- --help`).
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { isInstalled } from './is-installed.mjs';
import { digestOfSources, isBuilt, markBuilt } from './is-built.mjs';
import { nodeOfPackages } from './node-of-packages.mjs';

const root = join(import.meta.dirname, '..', '..');
/** Work that takes longer says so every few seconds. */
const PROGRESS_MS = 4_000;

/** How often to look whether npm is still there. */
const PARENT_CHECK_MS = 500;

let running;
/** The signal that told us to end. */
let ending;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    ending ??= signal;
    running?.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
  });
}

// npm passes signals on; when it is killed itself, the server must not stay behind unseen.
const parent = process.ppid;
const parentCheck = setInterval(() => {
  if (process.env.npm_lifecycle_event && process.ppid !== parent) running?.kill('SIGTERM');
}, PARENT_CHECK_MS);
parentCheck.unref();

try {
  if (!isInstalled(root)) await install();
  const node = nodeOfPackages(root);
  if (!isBuilt(root)) await build(node);
  process.exitCode = await run(node, [join(root, 'apps/all-in-one/dist/main.js'), ...wordsOfServer()]);
} catch (error) {
  process.stderr.write(`chappe: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** Without a word, and where nothing is yet, it is a site for trying things out. */
function wordsOfServer() {
  const words = process.argv.slice(2);
  const isNamed = words.length > 0 || process.env.CHAPPE_SERVER_NAME !== undefined || existsSync('data');
  if (isNamed) return words;
  process.stderr.write(
    'No --server-name was given: the server gets the name "localhost", which is for trying it out on this\n' +
      'machine and cannot be changed later. Another: remove ./data, npm start -- --server-name example.org\n',
  );
  return ['--server-name', 'localhost'];
}

async function install() {
  const npm = process.env.npm_execpath;
  const [file, ...args] = npm ? [process.execPath, npm] : ['npm'];
  await step('Installing packages', () =>
    run(file, [...args, 'ci', '--no-audit', '--no-fund'], { cwd: root, quiet: true }),
  );
  if (!isInstalled(root)) throw new Error('npm ci ended well, but packages are missing');
}

async function build(node) {
  const digest = digestOfSources(root);
  await step('Building', async () => {
    const generated = await run(node, [join(root, 'tools/dev/generate-contracts.mjs')], { cwd: root });
    if (generated !== 0) return generated;
    return run(node, [join(root, 'node_modules/typescript-native/bin/tsc'), '-b'], { cwd: root });
  });
  markBuilt(root, digest);
}

async function step(what, work) {
  const startedMs = Date.now();
  process.stderr.write(`${what} …\n`);
  const timer = setInterval(() => {
    process.stderr.write(`${what} … ${Math.round((Date.now() - startedMs) / 1_000)} s\n`);
  }, PROGRESS_MS);
  const code = await work().finally(() => clearInterval(timer));
  if (code !== 0) throw new Error(`${what.toLowerCase()} failed (exit code ${code})`);
}

/** The exit code of a program; as shells do, 128 and the signal's number when it was killed. */
function run(file, args, { cwd = process.cwd(), quiet = false } = {}) {
  // Between two steps there is nobody to pass a signal on to.
  if (ending) process.exit(128 + constants.signals[ending]);
  return new Promise((resolve, reject) => {
    running = spawn(file, args, { cwd, stdio: ['inherit', quiet ? 'ignore' : 'inherit', 'inherit'] });
    running.once('error', reject);
    running.once('exit', (code, signal) => {
      running = undefined;
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

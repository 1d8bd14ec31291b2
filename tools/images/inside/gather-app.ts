// Runs in the build of the images: `node tools/images/inside/gather-app.ts APP PACKAGES TARGET` puts the built app with
// the libraries that it depends on below TARGET, and the bill of materials of its image. PACKAGES is where
// gather-packages.ts has put the packages; beside them is all-sbom.json, what npm says of all of them.
import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { imageSbom, type Sbom } from './image-sbom.ts';
import { type WorkspacePackage, workspaceClosure } from './workspace-closure.ts';

const HOME = 'opt/chappe';
const DOCUMENTS = 'usr/share/doc/chappe';
const NOT_AT_RUN_TIME = /\.(d\.ts|map|tsbuildinfo)$/;

const [app, packages, target] = process.argv.slice(2);
if (app === undefined || packages === undefined || target === undefined) {
  throw new Error('usage, after npm run build: gather-app.ts APP PACKAGES TARGET');
}
const layers = app === 'all-in-one' ? ['packages', 'postgres'] : ['packages'];
const closure = workspaceClosure('.', app);
for (const each of closure) putProject(each);
mkdirSync(join(target, DOCUMENTS), { recursive: true });
cpSync('LICENSE', join(target, DOCUMENTS, 'LICENSE'));
const all = JSON.parse(readFileSync(join(packages, 'all-sbom.json'), 'utf8')) as Sbom;
const sbom = imageSbom(all, { image: `chappe/${app}`, inside: inside() });
writeFileSync(join(target, DOCUMENTS, 'sbom.json'), `${JSON.stringify(sbom, undefined, 1)}\n`);

/** The built program under the folder that it has in the repository, and under its name for those that import it. */
function putProject({ name, folder }: WorkspacePackage): void {
  const to = join(target ?? '', HOME, folder);
  const filter = (path: string): boolean => !NOT_AT_RUN_TIME.test(path);
  cpSync(join(folder, 'dist'), join(to, 'dist'), { recursive: true, filter });
  cpSync(join(folder, 'package.json'), join(to, 'package.json'));
  const link = join(target ?? '', HOME, 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(relative(dirname(link), to), link);
}

/** Name and version of every package in the image. */
function inside(): Set<string> {
  const manifests = layers.flatMap((layer) => {
    const cwd = join(packages ?? '', layer, HOME);
    return globSync('**/node_modules/{*,@*/*}/package.json', { cwd }).map((path) => join(cwd, path));
  });
  const own = closure.map(({ folder }) => join(folder, 'package.json'));
  // Node itself lies elsewhere than npm put it.
  const node = globSync(join(packages ?? '', '*/usr/share/doc/chappe/node/package.json'));
  return new Set([...manifests, ...own, ...node].map(nameAndVersion));
}

function nameAndVersion(manifestFile: string): string {
  const { name, version } = JSON.parse(readFileSync(manifestFile, 'utf8')) as { name: string; version: string };
  return `${name}@${version}`;
}

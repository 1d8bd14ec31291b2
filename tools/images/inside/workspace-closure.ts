import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A project of this repository. */
export interface WorkspacePackage {
  readonly name: string;
  /** Relative to the root. */
  readonly folder: string;
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * The app and every library of this repository that it depends on, directly or not, by name.
 * @param root folder of the repository
 * @param app folder below `apps`
 * @throws when there is no such app
 */
export function workspaceClosure(root: string, app: string): readonly WorkspacePackage[] {
  const manifests = new Map<string, { folder: string; manifest: Manifest }>();
  for (const path of globSync('{apps,libs}/**/package.json', { cwd: root, exclude: ['**/node_modules/**'] })) {
    const manifest = JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest;
    manifests.set(manifest.name, { folder: dirname(path), manifest });
  }
  const start = [...manifests.values()].find(({ folder }) => folder === join('apps', app));
  if (!start) throw new Error(`there is no folder apps/${app}`);
  const found = new Map<string, WorkspacePackage>();
  const open = [start.manifest.name];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const entry = manifests.get(name);
    if (!entry || found.has(name)) continue;
    found.set(name, { name, folder: entry.folder });
    open.push(...Object.keys(entry.manifest.dependencies ?? {}));
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

import type { Tree } from '@nx/devkit';
import { addDependencies, addNames, addToList, edit, readText } from './edits.ts';

/** Enters a value of the contracts in a list of a service's manifest (`calls`, `writes`), unless it stands there. */
export function addToManifest(tree: Tree, service: string, [list, value]: readonly [string, string]): void {
  const manifest = `apps/${service}/src/manifest.ts`;
  const text = readText(tree, manifest);
  if (new RegExp(`${list}: \\[[^\\]]*\\b${value}\\b`).test(text)) return;
  if (!text.includes(`\n  ${list}: [`)) edit(tree, manifest, [/(\n  (?:listeners|module): )/, `\n  ${list}: [],$1`]);
  addToList(tree, manifest, [`\\n  ${list}:`, value]);
  addNames(tree, manifest, ['@chappe/contracts', value]);
  addDependencies(tree, `apps/${service}`, ['@chappe/contracts']);
}

import type { GeneratorCallback, Tree } from '@nx/devkit';
import { edit, editJson, readText } from './edits.ts';
import { finish } from './finish.ts';
import { namesOf } from './names.ts';
import { contractFiles } from './read-call.ts';
import { ALL_IN_ONE } from './service.ts';
import { removeTopics } from './topic.ts';

/**
 * Takes a service away: its folders, its entry in all-in-one, what it may call, its topics. What was written into other
 * files by hand stays.
 * @throws Error when there is no such service
 */
export function removeService(tree: Tree, { name }: { readonly name: string }): GeneratorCallback {
  const { kebab, camel } = namesOf(name);
  const folders = [`libs/services/${kebab}`, `apps/${kebab}`];
  if (!tree.exists(`apps/${kebab}/src/manifest.ts`)) throw new Error(`there is no service ${kebab}`);
  for (const folder of folders) tree.delete(folder);
  edit(tree, ALL_IN_ONE.list, [new RegExp(`import \\{ manifest as ${camel} \\} from '@chappe/${kebab}-app';\n`), '']);
  edit(tree, ALL_IN_ONE.list, [new RegExp(`, ${camel}(?=[,\\]])`), '']);
  for (const file of contractFiles(tree)) {
    const text = readText(tree, file);
    const left = text.replaceAll(`, '${kebab}'`, '');
    if (left !== text) tree.write(file, left);
  }
  removeTopics(tree, kebab);
  editJson(tree, ALL_IN_ONE.package, ['dependencies', (names) => delete names[`@chappe/${kebab}-app`]]);
  editJson(tree, 'package-lock.json', [
    'packages',
    (packages) => {
      const links = [`node_modules/@chappe/${kebab}`, `node_modules/@chappe/${kebab}-app`];
      for (const key of [...folders, ...links]) delete packages[key];
      const { dependencies } = packages['apps/all-in-one'] as { readonly dependencies: Record<string, string> };
      delete dependencies[`@chappe/${kebab}-app`];
    },
  ]);
  return finish(tree);
}

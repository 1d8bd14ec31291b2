import type { Tree } from '@nx/devkit';

/** @throws Error when there is no such file */
export function readText(tree: Tree, path: string): string {
  const text = tree.read(path, 'utf8');
  if (text === null) throw new Error(`${path} is not there`);
  return text;
}

/** @throws Error when a file would be overwritten */
export function writeNew(tree: Tree, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    if (tree.exists(path)) throw new Error(`${path} is there already`);
    tree.write(path, text);
  }
}

/**
 * Replaces what a pattern finds.
 * @throws Error when it finds nothing
 */
export function edit(tree: Tree, path: string, [pattern, to]: readonly [RegExp, string]): void {
  const text = readText(tree, path);
  if (!pattern.test(text)) throw new Error(`${path} has no ${pattern.source}`);
  tree.write(path, text.replace(pattern, to));
}

/** Adds a line after the last import. */
export function addImport(tree: Tree, path: string, line: string): void {
  const lines = readText(tree, path).split('\n');
  const last = lines.findLastIndex((each) => /^(?:import .*|\} )from '.*';$|^import '.*';$/.test(each));
  tree.write(path, lines.toSpliced(last + 1, 0, line).join('\n'));
}

/** Adds an item at the end of the list that follows `key`: `imports: [A, B]`. */
export function addToList(tree: Tree, path: string, [key, item]: readonly [string, string]): void {
  const list = new RegExp(`(${key} ?\\[)([^\\]]*?)(,?\\s*)\\]`);
  const [, , items = ''] = list.exec(readText(tree, path)) ?? [];
  edit(tree, path, [list, `$1$2${items.trim() === '' ? '' : ', '}${item}]`]);
}

type JsonObject = Record<string, unknown>;

/** Changes one object in a JSON file, and sorts its keys as npm does. */
export function editJson(
  tree: Tree,
  path: string,
  [key, change]: readonly [string, (object: JsonObject) => void],
): void {
  const whole = JSON.parse(readText(tree, path)) as Record<string, JsonObject>;
  const part = whole[key] ?? {};
  change(part);
  whole[key] = Object.fromEntries(Object.entries(part).sort(([a], [b]) => a.localeCompare(b, 'en')));
  tree.write(path, `${JSON.stringify(whole, null, 2)}\n`);
}

/** Imports further names from a module: into the statement that is there, or a new one. */
export function addNames(tree: Tree, path: string, [from, ...names]: readonly [string, ...string[]]): void {
  const there = new RegExp(`import (type )?\\{([^}]*)\\} from '${from}';`);
  const [, isType, list = ''] = there.exec(readText(tree, path)) ?? [];
  const had = list.split(',').map((name) => name.trim());
  const kept = had.filter((name) => name !== '').map((name) => (isType ? `type ${name}` : name));
  const plain = (name: string): string => name.replace(/^type /, '');
  const all = [...kept, ...names.filter((name) => !kept.some((each) => plain(each) === plain(name)))];
  const areTypes = all.every((name) => name.startsWith('type '));
  const words = areTypes ? `type { ${all.map(plain).join(', ')} }` : `{ ${all.join(', ')} }`;
  const line = `import ${words} from '${from}';`;
  if (list === '') addImport(tree, path, line);
  else edit(tree, path, [there, line]);
}

/** Lets a package of this repository depend on others of it, in the lock file as well. */
export function addDependencies(tree: Tree, folder: string, names: readonly string[]): void {
  const add = (dependencies: JsonObject): void => {
    for (const name of names) dependencies[name] = '*';
  };
  editJson(tree, `${folder}/package.json`, ['dependencies', add]);
  editJson(tree, 'package-lock.json', [
    'packages',
    (packages) => {
      const locked = packages[folder] as { dependencies?: JsonObject };
      const { dependencies } = JSON.parse(readText(tree, `${folder}/package.json`)) as typeof locked;
      if (dependencies) locked.dependencies = dependencies;
    },
  ]);
}

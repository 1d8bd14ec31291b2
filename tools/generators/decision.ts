import type { Tree } from '@nx/devkit';
import { readText, writeNew } from './edits.ts';
import { namesOf } from './names.ts';

export interface DecisionOptions {
  /** In kebab-case: the name of the page. */
  readonly name: string;
  /** Default: the name in words. */
  readonly title?: string;
}

const FOLDER = 'docs/decisions';

/** Makes a decision record with the next number from the template. */
export function decision(tree: Tree, { name, title }: DecisionOptions): void {
  const { kebab } = namesOf(name);
  const numbers = tree.children(FOLDER).map((file) => Number(/^(\d{4})-/.exec(file)?.[1] ?? 0));
  const number = String(Math.max(0, ...numbers) + 1).padStart(4, '0');
  const today = new Date().toISOString().slice(0, 10);
  const text = readText(tree, `${FOLDER}/template.md`)
    .replace('NNNN: title as a statement', `${number}: ${title ?? kebab.replaceAll('-', ' ')}`)
    .replace('YYYY-MM-DD', today)
    .replace('in force | superseded by NNNN', 'in force');
  writeNew(tree, { [`${FOLDER}/${number}-${kebab}.md`]: text });
}

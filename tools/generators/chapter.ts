import type { GeneratorCallback, Tree } from '@nx/devkit';
import { addImport, addToList, readText, writeNew } from './edits.ts';
import { finish } from './finish.ts';
import { addMigration } from './migration.ts';
import { namesOf } from './names.ts';
import { chapterFiles, type ChapterPlace, chapterTableSql } from './templates/chapter-files.ts';

export interface ChapterOptions {
  readonly name: string;
  readonly service: string;
}

/**
 * Makes a chapter that works: an endpoint of our own, its operation, its table, its module and a test.
 * @throws Error when the service is not there, or has no schema
 */
export function chapter(tree: Tree, options: ChapterOptions): GeneratorCallback {
  const service = namesOf(options.service);
  const source = `libs/services/${service.kebab}/src`;
  const reports = readText(tree, `${source}/${service.kebab}.telemetry.ts`).includes('asked(chapter: string)');
  const place: ChapterPlace = { service, chapter: namesOf(options.name), reports };
  writeNew(tree, chapterFiles(place));
  addMigration(tree, { ...options, sql: chapterTableSql(place) });
  const { pascal, kebab } = place.chapter;
  const module = `${source}/${service.kebab}.module.ts`;
  addImport(tree, module, `import { ${pascal}Module } from './${kebab}/${kebab}.module.js';`);
  addToList(tree, module, ['imports:', `${pascal}Module`]);
  return finish(tree);
}

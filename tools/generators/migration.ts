import type { GeneratorCallback, Tree } from '@nx/devkit';
import { addImport, addToList, writeNew } from './edits.ts';
import { finish } from './finish.ts';
import { namesOf } from './names.ts';

export interface MigrationOptions {
  readonly name: string;
  readonly service: string;
}

/** What the migration does. */
interface MigrationContent extends MigrationOptions {
  /** An expression. */
  readonly sql: string;
  /** Lines that the expression needs. */
  readonly imports?: string;
}

/**
 * Makes an empty migration with the time as its number, and lists it as the last one of its service.
 * @throws Error when the service has no schema
 */
export function migration(tree: Tree, options: MigrationOptions): GeneratorCallback {
  const { snake } = namesOf(options.service);
  addMigration(tree, {
    ...options,
    sql: `\`\n    COMMENT ON SCHEMA ${snake} IS '${options.name.replaceAll('-', ' ')}';\``,
  });
  return finish(tree);
}

/** @throws Error when the service has no schema */
export function addMigration(tree: Tree, { name, service, sql, imports = '' }: MigrationContent): void {
  const { kebab, camel } = namesOf(name);
  const folder = `libs/services/${namesOf(service).kebab}/src/migrations`;
  const list = `${folder}/${service}-migrations.ts`;
  if (!tree.exists(list)) throw new Error(`${service} has no schema: ${list} is not there`);
  const file = `${timestamp()}-${kebab}`;
  const words = kebab.replaceAll('-', ' ');
  writeNew(tree, {
    [`${folder}/${file}.ts`]: `${imports}/** ${words.charAt(0).toUpperCase()}${words.slice(1)}. */
export const ${camel}Migration = {
  name: '${file}',
  sql: ${sql},
};
`,
  });
  addImport(tree, list, `import { ${camel}Migration } from './${file}.js';`);
  addToList(tree, list, ['migrations:', `${camel}Migration`]);
}

/** `20261130-081500`, UTC: migrations of two branches are in order, whoever lands first. */
function timestamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}

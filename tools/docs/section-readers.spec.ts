import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Section } from '@chappe/config';
import { type ServiceManifest, sectionsOf } from '@chappe/process';
import { expect, it } from 'vitest';
import { SERVICE_NAMES } from '../dev/service-names.ts';
import { sectionReaders } from './section-readers.ts';

const root = join(import.meta.dirname, '..', '..');
const load = async (pattern: string) =>
  Promise.all(
    globSync(pattern, { cwd: root }).map(async (path) => ({
      path,
      exports: (await import(pathToFileURL(join(root, path)).href)) as Readonly<Record<string, unknown>>,
    })),
  );

it('names for each section exactly the processes that read it', async () => {
  const [allInOne] = await load('apps/all-in-one/src/all-in-one.module.ts');
  const separate = (await load('apps/*/src/manifest.ts')).map(({ exports }) => {
    const definition = Object.values(exports)[0] as ServiceManifest;
    return { name: definition.name, sections: sectionsOf(definition) };
  });
  const sections = allInOne?.exports['allInOneSections'] as readonly Section[];
  const expected = [...separate, { name: 'all-in-one', sections }]
    .flatMap((each) => each.sections.map(({ name }) => `${name} is read by ${each.name}`))
    .sort();
  const said = [...sectionReaders(await load('libs/**/src/**/*.config.ts'))].flatMap(([section, names]) =>
    names.map((name) => `${section} is read by ${name}`),
  );
  expect(said.sort()).toEqual(expected);
  expect(separate).toHaveLength(SERVICE_NAMES.length);
});

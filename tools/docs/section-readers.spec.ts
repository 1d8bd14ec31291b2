import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ProcessDefinition, sectionsOf } from '@chappe/process';
import { expect, it } from 'vitest';
import { allInOneSections } from '../../apps/all-in-one/src/all-in-one.module.ts';
import { authProcess } from '../../apps/auth/src/auth.process.ts';
import { clientApiProcess } from '../../apps/client-api/src/client-api.process.ts';
import { roomProcess } from '../../apps/room/src/room.process.ts';
import { syncProcess } from '../../apps/sync/src/sync.process.ts';
import { sectionReaders } from './section-readers.ts';

const root = join(import.meta.dirname, '..', '..');

it('names for each section exactly the processes that read it', async () => {
  const paths = globSync('libs/**/src/**/*.config.ts', { cwd: root });
  const files = await Promise.all(
    paths.map(async (path) => ({
      path,
      exports: (await import(pathToFileURL(join(root, path)).href)) as Record<string, unknown>,
    })),
  );
  const definitions: ProcessDefinition[] = [authProcess, clientApiProcess, roomProcess, syncProcess];
  const processes = [
    ...definitions.map((definition) => ({ name: definition.name, sections: sectionsOf(definition) })),
    { name: 'all-in-one', sections: allInOneSections },
  ];
  const expected = processes
    .flatMap(({ name, sections }) => sections.map((section) => `${section.name} is read by ${name}`))
    .sort();
  const said = [...sectionReaders(files)].flatMap(([section, names]) =>
    names.map((name) => `${section} is read by ${name}`),
  );
  expect(said.sort()).toEqual(expected);
});

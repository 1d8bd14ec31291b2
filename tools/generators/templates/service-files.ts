import type { ChapterPlace } from './chapter-files.ts';
import { type ProjectTemplate, projectFiles } from './project-files.ts';

/** The library and the app of a service. */
export function serviceProjects({ service: { kebab } }: ChapterPlace): readonly [ProjectTemplate, ProjectTemplate] {
  const library = `@chappe/${kebab}`;
  return [
    {
      folder: `libs/services/${kebab}`,
      name: library,
      main: 'index',
      layer: 'service',
      service: kebab,
      dependencies: ['@chappe/http', '@chappe/matrix-api', '@chappe/postgres', '@chappe/telemetry'],
    },
    {
      folder: `apps/${kebab}`,
      name: `${library}-app`,
      main: 'manifest',
      layer: 'app',
      service: kebab,
      dependencies: [library, '@chappe/process'],
    },
  ];
}

/**
 * The files of a service but those of its chapter and its migration, by their paths.
 * @param program main.ts, which is the same for all services
 */
export function serviceFiles(place: ChapterPlace, program: string): Record<string, string> {
  const { kebab } = place.service;
  const library = `libs/services/${kebab}`;
  return {
    ...Object.assign({}, ...serviceProjects(place).map(projectFiles)),
    [`${library}/README.md`]: libraryReadme(place),
    [`${library}/src/index.ts`]: index(place),
    [`${library}/src/${kebab}.module.ts`]: module(place),
    [`${library}/src/${kebab}.telemetry.ts`]: telemetry(place),
    [`${library}/src/${kebab}-telemetry.module.ts`]: telemetryModule(place),
    [`${library}/src/migrations/${kebab}-migrations.ts`]: migrations(place),
    [`apps/${kebab}/README.md`]: appReadme(place),
    [`apps/${kebab}/src/main.ts`]: program,
    [`apps/${kebab}/src/manifest.ts`]: manifest(place),
  };
}

const libraryReadme = ({ service: { kebab, snake }, chapter }: ChapterPlace): string =>
  `# @chappe/${kebab}

The service \`${kebab}\`, as the generator makes it: it counts how often it is asked.
What it is really for takes the place of its chapter \`${chapter.kebab}\`,
\`GET /_chappe/${kebab}/${chapter.kebab}\`, and of this paragraph. Owns the PostgreSQL schema \`${snake}\`.

Not here: what belongs to other services; they are met through gRPC or the log.

**Where to start.** \`${kebab}.module.ts\` lists the chapters. A chapter's endpoints stand in its
\`.endpoints.ts\`; its module says what others may use. Tables are in \`migrations/\`, what is reported in
\`${kebab}.telemetry.ts\`.
`;

const appReadme = ({ service: { kebab } }: ChapterPlace): string =>
  `# @chappe/${kebab}-app

The service \`${kebab}\` as a process of its own:
\`node apps/${kebab}/dist/main.js [serve|migrate] --config FILE\` (\`--help\` shows the rest).

Not here: what the process does. \`manifest.ts\` says what belongs to it; the rest is \`@chappe/process\`.
`;

const index = ({ service: { kebab, camel, pascal } }: ChapterPlace): string =>
  `export { ${camel}Migrations } from './migrations/${kebab}-migrations.js';
export { ${pascal}Module } from './${kebab}.module.js';
`;

const module = ({ service, chapter }: ChapterPlace): string =>
  `import { Module } from '@nestjs/common';
import { ${chapter.pascal}Module } from './${chapter.kebab}/${chapter.kebab}.module.js';

/** The service. Needs the global modules of the platform (runtime, telemetry, PostgreSQL, HTTP). */
@Module({ imports: [${chapter.pascal}Module] })
export class ${service.pascal}Module {}
`;

const telemetry = ({ service }: ChapterPlace): string =>
  `import { METRICS, type Metrics } from '@chappe/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';

/** What the service reports. Ids go to the log, never into labels. */
@Injectable()
export class ${service.pascal}Telemetry {
  readonly #questions: Counter<'chapter'>;

  constructor(@Inject(METRICS) metrics: Metrics) {
    this.#questions = new Counter({
      name: '${service.snake}_questions_total',
      help: 'How often a chapter was asked how often it was asked',
      labelNames: ['chapter'],
      registers: [metrics],
    });
  }

  asked(chapter: string): void {
    this.#questions.inc({ chapter });
  }
}
`;

const telemetryModule = ({ service }: ChapterPlace): string =>
  `import { Module } from '@nestjs/common';
import { ${service.pascal}Telemetry } from './${service.kebab}.telemetry.js';

/** For the chapters that report something. */
@Module({ providers: [${service.pascal}Telemetry], exports: [${service.pascal}Telemetry] })
export class ${service.pascal}TelemetryModule {}
`;

const migrations = ({ service }: ChapterPlace): string =>
  `import type { MigrationSet } from '@chappe/postgres';

/** Schema \`${service.snake}\`. */
export const ${service.camel}Migrations: MigrationSet = {
  schema: '${service.snake}',
  migrations: [],
};
`;

const manifest = ({ service }: ChapterPlace): string =>
  `import { defineService } from '@chappe/process';
import { ${service.camel}Migrations, ${service.pascal}Module } from '@chappe/${service.kebab}';

export const manifest = defineService({
  name: '${service.kebab}',
  title: '${service.kebab.replaceAll('-', ' ')}',
  description: 'counts how often it was asked, until it is written what it is for.',
  migrationSets: [${service.camel}Migrations],
  deactivation: { nothing: 'it keeps nothing of users, until it is written what it is for' },
  listeners: ['client'],
  module: ${service.pascal}Module,
});
`;

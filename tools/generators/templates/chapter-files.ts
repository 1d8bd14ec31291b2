import type { Names } from '../names.ts';

/** What a chapter is made for. */
export interface ChapterPlace {
  readonly service: Names;
  readonly chapter: Names;
  /** The service counts questions: its telemetry has `asked`. */
  readonly reports: boolean;
}

/** The table from which a new chapter starts: SQL in backticks. */
export const chapterTableSql = ({ service, chapter }: ChapterPlace): string => `\`
    CREATE TABLE ${service.snake}.${chapter.snake} (
      partition smallint NOT NULL PRIMARY KEY, -- 0: there is one count for the whole server
      asked bigint NOT NULL                    -- how often it was asked
    );\``;

/**
 * The files of a chapter by their paths: an endpoint of our own that counts how often it was asked. It works, across
 * processes and restarts, and shows where everything goes; what the chapter is really for takes its place.
 */
export function chapterFiles(place: ChapterPlace): Record<string, string> {
  const folder = `libs/services/${place.service.kebab}/src/${place.chapter.kebab}`;
  const ask = askOf(place);
  return {
    [`${folder}/${ask.file}.ts`]: definition(place),
    [`${folder}/${place.chapter.kebab}.endpoints.ts`]: endpoints(place),
    [`${folder}/${place.chapter.kebab}.ts`]: operation(place),
    [`${folder}/${place.chapter.kebab}.store.ts`]: store(place),
    [`${folder}/${place.chapter.kebab}.module.ts`]: module(place),
    [`${folder}/${place.chapter.kebab}.medium.spec.ts`]: spec(place),
  };
}

const askOf = ({ service, chapter }: ChapterPlace): { readonly file: string; readonly value: string } => ({
  file: `ask-${service.kebab}-${chapter.kebab}`,
  value: `ask${service.pascal}${chapter.pascal}`,
});

function definition(place: ChapterPlace): string {
  const { service, chapter } = place;
  return `import { defineEndpoint } from '@chappe/matrix-api';
import Type from 'typebox';

/** How often this was asked: where a chapter starts from. Not part of Matrix; the ingress does not let it in. */
export const ${askOf(place).value} = defineEndpoint({
  name: '${askOf(place).value}',
  method: 'GET',
  path: '/_chappe/${service.kebab}/${chapter.kebab}',
  auth: { scheme: 'none' },
  rateLimit: 'read',
  spec: '',
  response: Type.Object({ asked: Type.Integer() }),
});
`;
}

function endpoints(place: ChapterPlace): string {
  const { service, chapter } = place;
  const { file, value } = askOf(place);
  return `import { Endpoint } from '@chappe/http';
import type { AnswerOf } from '@chappe/matrix-api';
import { Injectable } from '@nestjs/common';
import { ${value} } from './${file}.js';
import { ${chapter.pascal} } from './${chapter.kebab}.js';

/** What is asked of the chapter from outside. */
@Injectable()
export class ${chapter.pascal}Endpoints {
  constructor(private readonly ${chapter.camel}: ${chapter.pascal}) {}

  /** GET /_chappe/${service.kebab}/${chapter.kebab} */
  @Endpoint(${value})
  async ${value}(): Promise<AnswerOf<typeof ${value}>> {
    return { asked: await this.${chapter.camel}.count() };
  }
}
`;
}

function operation({ service, chapter, reports }: ChapterPlace): string {
  const { pascal, kebab } = chapter;
  const importsTelemetry = `import { ${service.pascal}Telemetry } from '../${service.kebab}.telemetry.js';\n`;
  return `import { Postgres } from '@chappe/postgres';
import { Injectable } from '@nestjs/common';
${reports ? importsTelemetry : ''}import { ${pascal}Store } from './${kebab}.store.js';

/** Counts how often it was asked. */
@Injectable()
export class ${pascal} {
  constructor(
    private readonly store: ${pascal}Store,
    private readonly postgres: Postgres,
${reports ? `    private readonly telemetry: ${service.pascal}Telemetry,\n` : ''}  ) {}

  /** Counts once more, over all processes of the service; the first time is 1. */
  async count(): Promise<number> {
    const asked = await this.store.increment(this.postgres);
${reports ? `    this.telemetry.asked('${kebab}');\n` : ''}    return asked;
  }
}
`;
}

function store({ service, chapter }: ChapterPlace): string {
  const { snake } = chapter;
  return `import type { Tx } from '@chappe/postgres';
import { Injectable } from '@nestjs/common';

/** Table \`${snake}\`. */
@Injectable()
export class ${chapter.pascal}Store {
  async increment(db: Tx): Promise<number> {
    const [row] = await db.query<{ asked: number }>({
      name: '${service.kebab}.${chapter.kebab}-increment',
      text: \`INSERT INTO ${service.snake}.${snake} (partition, asked) VALUES (0, 1)
             ON CONFLICT (partition) DO UPDATE SET asked = ${snake}.asked + 1 RETURNING asked\`,
    });
    if (!row) throw new Error('an upsert returned no row');
    return row.asked;
  }
}
`;
}

function module({ service, chapter, reports }: ChapterPlace): string {
  const { pascal, kebab } = chapter;
  const telemetry = `${service.pascal}TelemetryModule`;
  const importsTelemetry = `import { ${telemetry} } from '../${service.kebab}-telemetry.module.js';\n`;
  return `import { Module } from '@nestjs/common';
${reports ? importsTelemetry : ''}import { ${pascal}Endpoints } from './${kebab}.endpoints.js';
import { ${pascal}Store } from './${kebab}.store.js';
import { ${pascal} } from './${kebab}.js';

/** Counts how often it was asked: where a new chapter starts from. */
@Module({
${reports ? `  imports: [${telemetry}],\n` : ''}  providers: [${pascal}Endpoints, ${pascal}, ${pascal}Store],
})
export class ${pascal}Module {}
`;
}

function spec({ service, chapter }: ChapterPlace): string {
  return `import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ${service.camel}Migrations } from '../migrations/${service.kebab}-migrations.js';
import { ${chapter.pascal}Store } from './${chapter.kebab}.store.js';

describe('${chapter.pascal}Store', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase([${service.camel}Migrations]);
  });
  afterAll(() => database.drop());

  it('loses no question of processes that ask at the same time', async () => {
    const stores = [new ${chapter.pascal}Store(), new ${chapter.pascal}Store(), new ${chapter.pascal}Store()];
    const counts = await Promise.all(stores.map((store) => store.increment(database.postgres)));
    expect(counts.toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
  });
});
`;
}

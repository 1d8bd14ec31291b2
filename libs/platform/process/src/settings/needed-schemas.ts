import { STORED_LOGS } from '@chappe/contracts';
import { userLogMigrations } from '@chappe/event-log';
import { type NeededSchemas, platformMigrations } from '@chappe/postgres';
import type { ServiceManifest } from '../service-manifest.js';

/**
 * What a process needs of the database: its own schemas, those that every process reads, which are the platform's and
 * all logs, and views that others publish.
 */
export function neededSchemas({
  migrationSets,
  views,
}: Pick<ServiceManifest, 'migrationSets' | 'views'>): NeededSchemas {
  const others = [platformMigrations, userLogMigrations].filter((set) => !migrationSets.includes(set));
  const sets = [...others, ...migrationSets];
  const logs = STORED_LOGS.map(({ schema }) => schema);
  const otherSchemas = logs.filter((each) => !sets.some(({ schema }) => schema === each));
  return { migrationSets: sets, otherSchemas, views };
}

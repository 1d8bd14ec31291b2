import { STORED_LOGS } from '@chappe/contracts';
import { userLogMigrations } from '@chappe/event-log';
import { type NeededSchemas, platformMigrations } from '@chappe/postgres';
import type { ServiceManifest } from '../service-manifest.js';

/** The schemas of a process: its own, and those that every process reads, which are the platform's and all logs. */
export function neededSchemas({ migrationSets }: Pick<ServiceManifest, 'migrationSets'>): NeededSchemas {
  const others = [platformMigrations, userLogMigrations].filter((set) => !migrationSets.includes(set));
  const sets = [...others, ...migrationSets];
  const logs = STORED_LOGS.map(({ schema }) => schema);
  return { migrationSets: sets, otherSchemas: logs.filter((each) => !sets.some(({ schema }) => schema === each)) };
}

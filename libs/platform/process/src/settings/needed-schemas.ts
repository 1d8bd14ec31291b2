import { roomLog } from '@chappe/contracts';
import { userLogMigrations } from '@chappe/event-log';
import { type NeededSchemas, platformMigrations } from '@chappe/postgres';
import type { ServiceManifest } from '../service-manifest.js';

/** The schemas of a process: its own, and those that every process reads, which are the platform's and both logs. */
export function neededSchemas({ migrationSets }: Pick<ServiceManifest, 'migrationSets'>): NeededSchemas {
  const others = [platformMigrations, userLogMigrations].filter((set) => !migrationSets.includes(set));
  const isOwn = migrationSets.some(({ schema }) => schema === roomLog.schema);
  return { migrationSets: [...others, ...migrationSets], otherSchemas: isOwn ? [] : [roomLog.schema] };
}

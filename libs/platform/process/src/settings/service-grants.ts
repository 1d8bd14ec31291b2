import { STORED_LOGS, userLog } from '@chappe/contracts';
import { type Grant, platformMigrations } from '@chappe/postgres';
import type { ServiceManifest } from '../service-manifest.js';

const PLATFORM = platformMigrations.schema;
/** What of a log others than its writers read: positions and entries; and whether it is there. */
const POSITIONS = ['migrations', 'partitions'];
const ENTRIES = [...POSITIONS, 'log'];

/** What the role of a service may do in the database: its schemas are its own, of others it reads what they publish. */
export function serviceGrants(service: ServiceManifest): Grant[] {
  const { migrationSets, reads, views, relays, signs } = service;
  const own = migrationSets.map(({ schema }) => schema);
  // Every process follows the ends of sessions, and notices when the database went back behind a position.
  const followed = new Set(
    [userLog, ...relays, ...reads].flatMap((topic) => ('schema' in topic ? [topic.schema] : [])),
  );
  const logs = STORED_LOGS.map(({ schema }) => schema).filter((schema) => !own.includes(schema));
  return [
    { schema: PLATFORM, right: 'read' },
    { schema: PLATFORM, tables: ['generations'], right: 'write' },
    ...(signs ? [{ schema: PLATFORM, tables: ['installation', 'signing_keys'], right: 'write' } as const] : []),
    ...own.map((schema) => ({ schema, right: 'write' }) as const),
    ...logs.map((schema) => ({ schema, tables: followed.has(schema) ? ENTRIES : POSITIONS, right: 'read' }) as const),
    ...views.map(({ schema, name }) => ({ schema, tables: [name], right: 'read' }) as const),
  ];
}

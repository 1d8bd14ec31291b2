import {
  configOf,
  readServerIdentity,
  type ServerConfig,
  serverSection,
  SIGNING_IDENTITY,
  type SigningIdentity,
} from '@chappe/config';
import { CLOCK, type Clock } from '@chappe/runtime';
import { METRICS, type Metrics, Outages, type Readiness, READINESS } from '@chappe/telemetry';
import { type DynamicModule, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { checkSchemas, type NeededSchemas } from './schemas/check-schemas.js';
import { connectPostgres, type PostgresConnection } from './connections/connect-postgres.js';
import { checkInstallation, type Installation } from './installation/check-installation.js';
import { platformMigrations } from './installation/platform-migrations.js';
import { migrate } from './schemas/migrate.js';
import { entitiesOf } from './schemas/migration-set.js';
import { type PostgresConfig, postgresSection } from './postgres.config.js';
import { PostgresUnavailableError } from './connections/postgres-errors.js';
import { Postgres } from './postgres.js';
import { postgresTelemetry } from './postgres.telemetry.js';

/** The schemas that the services of this process use. */
export interface PostgresModuleOptions extends NeededSchemas {
  /** Whether they are brought up to date before any service starts (default), or only checked. */
  readonly migrates?: boolean;
  /** Wins over the configuration: an embedded server, or a test's. */
  readonly connection?: PostgresConnection;
  /** How the server's own lists show the connections. Default `chappe`. */
  readonly applicationName?: string;
}

/** Between two tries to reach the server at start. */
const START_RETRY_MS = 500;

/** Probes find out first that the server is gone, and with it all connections that are open. */
const READY_PATIENCE_MS = 3_000;

const REPORTS = 'chappe:postgres:reports';
const OPEN = 'chappe:postgres:open';
const INSTALLATION = 'chappe:postgres:installation';

@Injectable()
class PostgresLifecycle implements OnApplicationShutdown {
  constructor(
    private readonly postgres: Postgres,
    @Inject(READINESS) readiness: Readiness,
  ) {
    readiness.add('postgres', async () => {
      await postgres.query({ text: 'SELECT 1', patienceMs: READY_PATIENCE_MS });
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.postgres.close();
  }
}

/** The connections to PostgreSQL, with the schemas migrated or checked and the installation checked. */
@Module({})
export class PostgresModule {
  static forRoot(options: PostgresModuleOptions): DynamicModule {
    return {
      module: PostgresModule,
      global: true,
      providers: [
        {
          provide: REPORTS,
          inject: [METRICS, Outages, CLOCK],
          useFactory: (metrics: Metrics, outages: Outages, clock: Clock) =>
            postgresTelemetry(metrics, outages, () => clock.monotonicMs()),
        },
        {
          provide: OPEN,
          inject: [configOf(postgresSection), REPORTS, CLOCK],
          useFactory: (config: PostgresConfig, reports: ReturnType<typeof postgresTelemetry>, clock: Clock) =>
            openInTime(() => open(config, options, reports), { clock, timeoutMs: config.startTimeoutMs }),
        },
        {
          provide: Postgres,
          inject: [OPEN, INSTALLATION],
          useFactory: checked,
        },
        {
          provide: INSTALLATION,
          inject: [configOf(serverSection), CLOCK, { token: SIGNING_IDENTITY, optional: true }],
          useFactory: installationOf,
        },
        PostgresLifecycle,
      ],
      exports: [Postgres],
    };
  }
}

/** A server that is not there yet, or is starting after a crash, costs a process its patience and not its life. */
async function openInTime(
  attempt: () => Promise<Postgres>,
  { clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number },
): Promise<Postgres> {
  const untilMs = clock.monotonicMs() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const isPassing = error instanceof PostgresUnavailableError && clock.monotonicMs() + START_RETRY_MS < untilMs;
      if (!isPassing) throw error;
    }
    await clock.sleep(START_RETRY_MS);
  }
}

async function open(
  config: PostgresConfig,
  { connection, applicationName = 'chappe', migrates = true, ...needed }: PostgresModuleOptions,
  reports: ReturnType<typeof postgresTelemetry>,
): Promise<Postgres> {
  const migrationSets = [platformMigrations, ...needed.migrationSets];
  const options = { ...reports.options, entities: entitiesOf(migrationSets) };
  const postgres = await connectPostgres({ applicationName, ...config, ...connection }, options);
  try {
    if (migrates) await migrate(postgres, migrationSets);
    else await checkSchemas(postgres, { ...needed, migrationSets });
  } catch (error) {
    await postgres.close();
    throw error;
  }
  reports.watch(postgres);
  return postgres;
}

function installationOf(server: ServerConfig, clock: Clock, signing?: SigningIdentity): Installation {
  const { partitionCount } = server;
  return { identity: signing ?? readServerIdentity(server), partitionCount, nowMs: clock.nowMs() };
}

async function checked(postgres: Postgres, installation: Installation): Promise<Postgres> {
  try {
    await checkInstallation(postgres, installation);
    return postgres;
  } catch (error) {
    await postgres.close();
    throw error;
  }
}

import { authMigrations, AuthModule, authSections } from '@chappe/auth';
import { ClientApiModule, clientApiMigrations, clientApiSections } from '@chappe/client-api';
import {
  ConfigModule,
  type ConfigValues,
  type Section,
  ServerIdentityModule,
  type ServerIdentity,
  serverSection,
} from '@chappe/config';
import { EventLogModule, userLogMigrations } from '@chappe/event-log';
import { GrpcModule } from '@chappe/grpc';
import { HttpModule, httpSection } from '@chappe/http';
import { type MigrationSet, type PostgresConnection, PostgresModule, postgresSection } from '@chappe/postgres';
import { roomMigrations, RoomModule, roomSections } from '@chappe/room';
import { RuntimeModule } from '@chappe/runtime';
import { SyncModule, syncSections } from '@chappe/sync';
import { TelemetryModule, telemetrySection } from '@chappe/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';

/** All settings of this process. */
export const allInOneSections: readonly Section[] = [
  serverSection,
  httpSection,
  telemetrySection,
  postgresSection,
  ...authSections,
  ...roomSections,
  ...clientApiSections,
  ...syncSections,
];

/** All schemas of this process, in the order in which they are migrated. */
export const allInOneMigrations: readonly MigrationSet[] = [
  userLogMigrations,
  authMigrations,
  roomMigrations,
  clientApiMigrations,
];

export interface AllInOneParts {
  readonly config: ConfigValues;
  readonly identity: ServerIdentity;
  /** The embedded server; absent when the configuration names another. */
  readonly connection: PostgresConnection | undefined;
}

/** Every service of the platform in one process; calls between them stay inside. */
@Module({})
export class AllInOneModule {
  static forRoot({ config, identity, connection }: AllInOneParts): DynamicModule {
    return {
      module: AllInOneModule,
      imports: [
        ConfigModule.forRoot(allInOneSections, config),
        ServerIdentityModule.forRoot(identity),
        RuntimeModule,
        TelemetryModule,
        PostgresModule.forRoot({ migrationSets: allInOneMigrations, ...(connection && { connection }) }),
        EventLogModule,
        GrpcModule.inProcess(),
        HttpModule,
        RoomModule,
        AuthModule,
        RoomModule,
        ClientApiModule,
        SyncModule,
      ],
    };
  }
}

import { authMigrations, AuthModule, authSections } from '@chappe/auth';
import { ClientApiModule, clientApiMigrations, clientApiSections } from '@chappe/client-api';
import type { ConfigValues, Section, ServerIdentity } from '@chappe/config';
import { userLogMigrations } from '@chappe/event-log';
import { GrpcModule } from '@chappe/grpc';
import type { MigrationSet, PostgresConnection } from '@chappe/postgres';
import { platformModules, platformSections } from '@chappe/process';
import { roomMigrations, RoomModule, roomSections } from '@chappe/room';
import { SyncModule, syncSections } from '@chappe/sync';
import { type DynamicModule, Module } from '@nestjs/common';

/** All settings of this process. */
export const allInOneSections: readonly Section[] = [
  ...platformSections,
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
    const platform = platformModules({
      sections: allInOneSections,
      config,
      identity,
      postgres: { migrationSets: allInOneMigrations, ...(connection && { connection }) },
      grpc: GrpcModule.inProcess(),
    });
    return {
      module: AllInOneModule,
      imports: [...platform, RoomModule, AuthModule, ClientApiModule, SyncModule],
    };
  }
}

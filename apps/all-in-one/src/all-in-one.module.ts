import { manifest as auth } from '@chappe/auth-app';
import { manifest as clientApi } from '@chappe/client-api-app';
import type { ConfigValues, Section, SigningIdentity } from '@chappe/config';
import { GrpcModule } from '@chappe/grpc';
import { DISK_ROOM, type DiskRoom, type MigrationSet, type PostgresConnection } from '@chappe/postgres';
import { platformModules, platformSections, type ServiceManifest } from '@chappe/process';
import { manifest as room } from '@chappe/room-app';
import { manifest as sync } from '@chappe/sync-app';
import { type DynamicModule, Module } from '@nestjs/common';

/** Every service of the platform; their schemas are migrated in this order. */
export const services: readonly ServiceManifest[] = [auth, room, clientApi, sync];

/** All settings of this process. */
export const allInOneSections: readonly Section[] = [
  ...platformSections,
  ...services.flatMap(({ sections }) => sections),
];

/** All schemas of this process, in the order in which they are migrated. */
export const allInOneMigrations: readonly MigrationSet[] = [
  ...new Set(services.flatMap(({ migrationSets }) => migrationSets)),
];

export interface AllInOneParts {
  readonly config: ConfigValues;
  readonly identity: SigningIdentity;
  /** The embedded server, with its schemas up to date; absent when the configuration names another. */
  readonly connection: PostgresConnection | undefined;
  /** Of the embedded server. */
  readonly disk: DiskRoom | undefined;
}

/** Every service of the platform in one process; calls between them stay inside. */
@Module({})
export class AllInOneModule {
  static forRoot({ config, identity, connection, disk }: AllInOneParts): DynamicModule {
    const platform = platformModules({
      sections: allInOneSections,
      config,
      identity,
      postgres: { migrationSets: allInOneMigrations, migrates: !connection, ...(connection && { connection }) },
      grpc: GrpcModule.inProcess(),
    });
    return {
      module: AllInOneModule,
      global: true,
      imports: [...platform, ...services.map(({ module }) => module)],
      providers: [{ provide: DISK_ROOM, useValue: disk }],
      exports: [DISK_ROOM],
    };
  }
}

import {
  ConfigModule,
  type ConfigValues,
  type Section,
  type ServerIdentity,
  ServerIdentityModule,
} from '@chappe/config';
import { EventLogModule } from '@chappe/event-log';
import { HttpModule } from '@chappe/http';
import { PostgresModule, type PostgresModuleOptions } from '@chappe/postgres';
import { RuntimeModule } from '@chappe/runtime';
import { TelemetryModule } from '@chappe/telemetry';
import type { DynamicModule, Type } from '@nestjs/common';

/** What the modules of the platform are made from. */
export interface StoreParts {
  readonly sections: readonly Section[];
  readonly config: ConfigValues;
  readonly identity: ServerIdentity;
  readonly postgres: PostgresModuleOptions;
}

export interface PlatformParts extends StoreParts {
  /** How calls between services travel. */
  readonly grpc: DynamicModule;
}

type Modules = (DynamicModule | Type)[];

/** Enough to work on tables: settings, identity, time, log, PostgreSQL. */
export function storeModules({ sections, config, identity, postgres }: StoreParts): Modules {
  return [
    ConfigModule.forRoot(sections, config),
    ServerIdentityModule.forRoot(identity),
    RuntimeModule,
    TelemetryModule.forProcess(postgres.applicationName ?? 'chappe'),
    PostgresModule.forRoot(postgres),
  ];
}

/** All that a service may inject of the platform. */
export function platformModules({ grpc, ...parts }: PlatformParts): Modules {
  return [...storeModules(parts), EventLogModule, grpc, HttpModule];
}

import { Module } from '@nestjs/common';
import { KeyChangesEndpoint } from './key-changes/key-changes.endpoint.js';
import { SyncTelemetry } from './sync.telemetry.js';
import { FilterReader } from './sync/filter-reader.js';
import { SyncEndpoint } from './sync/sync.endpoint.js';
import { Sync } from './answer/sync.js';
import { OwnerServices, SyncServices } from './views/sync-services.js';
import { SyncViews } from './views/sync-views.js';

/** `/sync` and `/keys/changes`, from views in memory that follow the logs. */
@Module({
  providers: [
    SyncTelemetry,
    OwnerServices,
    SyncServices,
    SyncViews,
    FilterReader,
    Sync,
    SyncEndpoint,
    KeyChangesEndpoint,
  ],
})
export class SyncModule {}

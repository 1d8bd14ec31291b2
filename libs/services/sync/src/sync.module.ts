import { Module } from '@nestjs/common';
import { SyncTelemetry } from './sync.telemetry.js';
import { SyncFilters } from './sync/sync-filters.js';
import { SyncEndpoints } from './sync/sync.endpoints.js';
import { Sync } from './sync/sync.js';
import { OwnerServices, SyncServices } from './views/sync-services.js';
import { SyncViews } from './views/sync-views.js';

/** `/sync` and `/keys/changes`, from views in memory that follow the logs. */
@Module({
  providers: [SyncTelemetry, OwnerServices, SyncServices, SyncViews, SyncFilters, Sync, SyncEndpoints],
})
export class SyncModule {}

import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { FilterStore } from './filter.store.js';
import { FiltersEndpoints } from './filters.endpoints.js';
import { Filters } from './filters.js';
import { FiltersRpcs } from './filters.rpcs.js';

/** Filtering (Client-Server API). */
@Module({ imports: [UsersModule], providers: [FiltersEndpoints, FiltersRpcs, Filters, FilterStore] })
export class FiltersModule {}

import { Module } from '@nestjs/common';
import { PartitionsModule } from '../partitions/partitions.module.js';
import { StateModule } from '../state/state.module.js';
import { VisibilityModule } from '../visibility/visibility.module.js';
import { AliasStore } from './alias.store.js';
import { AliasesRpcs } from './aliases.rpcs.js';
import { CanonicalAliasCheck } from './canonical-alias-check.js';

/** Room aliases. */
@Module({
  imports: [PartitionsModule, StateModule, VisibilityModule],
  providers: [AliasStore, AliasesRpcs, CanonicalAliasCheck],
  exports: [AliasStore, CanonicalAliasCheck],
})
export class AliasesModule {}

import { Module } from '@nestjs/common';
import { HeadsModule } from '../heads/heads.module.js';
import { PartitionsModule } from '../partitions/partitions.module.js';
import { StateModule } from '../state/state.module.js';
import { VisibilityModule } from '../visibility/visibility.module.js';
import { WritingModule } from '../writing/writing.module.js';
import { AliasStore } from './alias.store.js';
import { AliasesRpcs } from './aliases.rpcs.js';
import { CanonicalAliasRpcs } from './canonical-alias.rpcs.js';
import { CanonicalAliasCheck } from './canonical-alias-check.js';

/** Room aliases. */
@Module({
  imports: [HeadsModule, PartitionsModule, StateModule, VisibilityModule, WritingModule],
  providers: [AliasStore, AliasesRpcs, CanonicalAliasCheck, CanonicalAliasRpcs],
  exports: [AliasStore, CanonicalAliasCheck],
})
export class AliasesModule {}

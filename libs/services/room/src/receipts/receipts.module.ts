import { Module } from '@nestjs/common';
import { CommitModule } from '../commit/commit.module.js';
import { HeadsModule } from '../heads/heads.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { WritingModule } from '../writing/writing.module.js';
import { ReceiptStore } from './receipt.store.js';
import { ReceiptsRpcs } from './receipts.rpcs.js';

/** Read receipts. */
@Module({
  imports: [CommitModule, HeadsModule, TimelineModule, WritingModule],
  providers: [ReceiptStore, ReceiptsRpcs],
  exports: [ReceiptStore],
})
export class ReceiptsModule {}

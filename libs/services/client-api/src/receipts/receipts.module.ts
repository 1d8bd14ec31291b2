import { Module } from '@nestjs/common';
import { AccountDataModule } from '../account-data/account-data.module.js';
import { ReceiptsEndpoints } from './receipts.endpoints.js';

/** Receipts and fully read markers (Client-Server API). */
@Module({ imports: [AccountDataModule], providers: [ReceiptsEndpoints] })
export class ReceiptsModule {}

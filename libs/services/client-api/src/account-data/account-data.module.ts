import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { AccountDataEndpoints } from './account-data.endpoints.js';
import { AccountData } from './account-data.js';
import { AccountDataRpcs } from './account-data.rpcs.js';
import { AccountDataStore } from './account-data.store.js';
import { ContactPreferences } from './contact-preferences.js';

/** Account data (Client-Server API, "Client Config"). */
@Module({
  imports: [UsersModule],
  providers: [AccountDataEndpoints, AccountDataRpcs, AccountData, AccountDataStore, ContactPreferences],
  exports: [AccountData, ContactPreferences],
})
export class AccountDataModule {}

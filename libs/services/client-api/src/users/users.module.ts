import { Module } from '@nestjs/common';
import { LocalUsers } from './local-users.js';
import { UserLogStore } from './user-log.store.js';
import { UserTransactions } from './user-transactions.js';

/** What all data of users rests on. */
@Module({
  providers: [LocalUsers, UserLogStore, UserTransactions],
  exports: [LocalUsers, UserLogStore, UserTransactions],
})
export class UsersModule {}

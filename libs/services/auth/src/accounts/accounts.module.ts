import { Module } from '@nestjs/common';
import { Accounts } from './accounts.js';
import { AccountsStore } from './accounts.store.js';
import { CreateUser } from './create-user.js';
import { Partitions } from './partitions.js';
import { Passwords } from './passwords.js';

/** Accounts and their passwords. Needs configuration, runtime and PostgreSQL only. */
@Module({
  providers: [Accounts, AccountsStore, Partitions, Passwords, CreateUser],
  exports: [Accounts, CreateUser, Partitions, Passwords],
})
export class AccountsModule {}

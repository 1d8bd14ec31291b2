import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { Credentials } from './credentials.js';

/** Who a user is, shown by a password, with a limit on failures. */
@Module({ imports: [AccountsModule], providers: [Credentials], exports: [Credentials] })
export class CredentialsModule {}

import { Module } from '@nestjs/common';
import { Accounts } from './accounts.js';
import { AccountsStore } from './accounts.store.js';
import { CreateRegistrationToken } from '../registration-tokens/create-registration-token.js';
import { CreateUser } from './create-user.js';
import { Partitions } from './partitions.js';
import { Passwords } from './passwords.js';
import { RegistrationTokens } from '../registration-tokens/registration-tokens.js';
import { RegistrationTokensStore } from '../registration-tokens/registration-tokens.store.js';

/**
 * Making accounts and registration tokens, without the service around it: what the command line starts. Needs
 * configuration, runtime and PostgreSQL only; runs beside a running server.
 */
@Module({
  providers: [
    Partitions,
    AccountsStore,
    Accounts,
    Passwords,
    RegistrationTokensStore,
    RegistrationTokens,
    CreateUser,
    CreateRegistrationToken,
  ],
  exports: [Partitions, Accounts, Passwords, RegistrationTokens, CreateUser, CreateRegistrationToken],
})
export class AccountsModule {}

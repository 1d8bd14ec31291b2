import { Module } from '@nestjs/common';
import { Accounts } from './accounts/accounts.js';
import { AccountsStore } from './accounts/accounts.store.js';
import { CreateRegistrationToken } from './create-registration-token/create-registration-token.js';
import { CreateUser } from './create-user/create-user.js';
import { Partitions } from './partitions.js';
import { Passwords } from './passwords/passwords.js';
import { RegistrationTokens } from './registration-tokens/registration-tokens.js';
import { RegistrationTokensStore } from './registration-tokens/registration-tokens.store.js';

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

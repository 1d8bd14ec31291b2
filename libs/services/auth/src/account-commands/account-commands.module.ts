import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { RegistrationTokensModule } from '../registration-tokens/registration-tokens.module.js';

/**
 * Making accounts and registration tokens, without the service around it: what the command line starts. Needs
 * configuration, runtime and PostgreSQL only; runs beside a running server.
 */
@Module({ imports: [AccountsModule, RegistrationTokensModule] })
export class AccountCommandsModule {}

import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { DeactivationStatusesModule } from '../deactivation/deactivation-statuses.module.js';
import { RegistrationTokensModule } from '../registration-tokens/registration-tokens.module.js';

/**
 * Making accounts and registration tokens, and how far deactivations are, without the service around it: what the
 * command line starts. Needs configuration, runtime and PostgreSQL only; runs beside a running server.
 */
@Module({ imports: [AccountsModule, DeactivationStatusesModule, RegistrationTokensModule] })
export class AccountCommandsModule {}

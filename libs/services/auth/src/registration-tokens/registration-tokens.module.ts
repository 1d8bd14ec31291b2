import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { RegistrationTokens } from './registration-tokens.js';
import { RegistrationTokensStore } from './registration-tokens.store.js';

/** Shared secrets that let their holders register an account. */
@Module({
  imports: [AccountsModule],
  providers: [RegistrationTokens, RegistrationTokensStore],
  exports: [RegistrationTokens],
})
export class RegistrationTokensModule {}

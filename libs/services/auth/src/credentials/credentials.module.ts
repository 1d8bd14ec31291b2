import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { Credentials } from './credentials.js';
import { FailedGuessesStore } from './failed-guesses.store.js';
import { GuessLimits } from './guess-limits.js';
import { KnownAddresses } from './known-addresses.js';
import { KnownAddressesStore } from './known-addresses.store.js';

/** Who a user is, shown by a password, with a limit on failures. */
@Module({
  imports: [AccountsModule],
  providers: [Credentials, FailedGuessesStore, GuessLimits, KnownAddresses, KnownAddressesStore],
  exports: [Credentials, KnownAddresses],
})
export class CredentialsModule {}

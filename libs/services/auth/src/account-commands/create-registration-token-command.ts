import type { OpenStore, StoreCommand } from '@chappe/process';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CreateRegistrationToken } from '../registration-tokens/create-registration-token.js';
import type { RegistrationTokenTerms } from '../registration-tokens/registration-tokens.js';

/** `user token`: makes a registration token and prints it. */
export class CreateRegistrationTokenCommand implements StoreCommand {
  constructor(readonly terms: RegistrationTokenTerms) {}

  async run(open: OpenStore): Promise<void> {
    const store = await open(AccountsModule);
    process.stdout.write(`${await store.get(CreateRegistrationToken).createRegistrationToken(this.terms)}\n`);
  }
}

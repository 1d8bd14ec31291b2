import type { OpenStore, StoreCommand } from '@chappe/process';
import { RegistrationTokens, type RegistrationTokenTerms } from '../registration-tokens/registration-tokens.js';
import { AccountCommandsModule } from './account-commands.module.js';

/** `user token`: makes a registration token and prints it. */
export class CreateRegistrationTokenCommand implements StoreCommand {
  constructor(readonly terms: RegistrationTokenTerms) {}

  get audited(): string {
    return 'user token';
  }

  async run(open: OpenStore): Promise<void> {
    const store = await open(AccountCommandsModule);
    process.stdout.write(`${await store.get(RegistrationTokens).create(this.terms)}\n`);
  }
}

import type { OpenStore, StoreCommand } from '@chappe/process';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CreateUser } from '../accounts/create-user.js';
import { readPassword } from './read-password.js';

/** `user create`: makes an account and prints its user ID. */
export class CreateUserCommand implements StoreCommand {
  constructor(
    readonly localpart: string,
    readonly isAdmin: boolean,
    readonly passwordFromStdin: boolean,
  ) {}

  /** @throws CommandLineError without a password, MatrixError when the account cannot be made */
  async run(open: OpenStore): Promise<void> {
    const password = await readPassword(this.passwordFromStdin);
    const store = await open(AccountsModule);
    const { localpart, isAdmin: admin } = this;
    process.stdout.write(`${await store.get(CreateUser).createUser({ localpart, password, admin })}\n`);
  }
}

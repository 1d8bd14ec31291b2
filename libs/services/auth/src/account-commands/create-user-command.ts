import type { OpenStore, StoreCommand } from '@chappe/process';
import { CreateUser } from '../accounts/create-user.js';
import { AccountCommandsModule } from './account-commands.module.js';
import { readPassword } from './read-password.js';

/** `user create`: makes an account and prints its user ID. */
export class CreateUserCommand implements StoreCommand {
  constructor(
    /** Localpart, or the whole user ID. */
    readonly userName: string,
    readonly isAdmin: boolean,
    readonly passwordFromStdin: boolean,
  ) {}

  get audited(): string {
    return `user create ${this.userName}${this.isAdmin ? ' --admin' : ''}`;
  }

  /** @throws CommandLineError without a password, MatrixError when the account cannot be made */
  async run(open: OpenStore): Promise<void> {
    const password = await readPassword(this.passwordFromStdin);
    const store = await open(AccountCommandsModule);
    const { userName: name, isAdmin: admin } = this;
    process.stdout.write(`${await store.get(CreateUser).createUser({ name, password, admin })}\n`);
  }
}

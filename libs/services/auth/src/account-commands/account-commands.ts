import { CommandLineError, type StoreCommand, type StoreCommands, type Words } from '@chappe/process';
import { CreateRegistrationTokenCommand } from './create-registration-token-command.js';
import { CreateUserCommand } from './create-user-command.js';
import { ShowDeactivationCommand } from './show-deactivation-command.js';

/**
 * What an operator does with accounts on the command line, whether or not a server runs.
 * @param start how the commands begin on the help page, up to the word `user`
 */
export function accountCommands(start: string): StoreCommands {
  return {
    help: {
      commands: [
        [`${start} create NAME [--admin]`, 'create an account (whether or not the server is running)'],
        [`${start} deactivation NAME`, 'show the progress of the deactivation of an account'],
        [`${start} token [--uses N]`, 'create a registration token, for auth.registration: token'],
      ],
      flags: `  --password-stdin             user create: read the password from standard input
  --uses N                     user token: number of accounts it can create (unlimited)
`,
    },
    options: { admin: { type: 'boolean' }, 'password-stdin': { type: 'boolean' }, uses: { type: 'string' } },
    parse: parseAccountCommand,
  };
}

function parseAccountCommand({ positionals, values }: Words): StoreCommand | undefined {
  const [noun, verb, ...names] = positionals;
  if (noun === 'user' && verb === 'create' && names.length <= 1) return createUserCommand(values, names[0]);
  if (noun === 'user' && verb === 'token' && names.length === 0) return tokenCommand(values['uses']);
  if (noun === 'user' && verb === 'deactivation' && names.length <= 1) return deactivationCommand(names[0]);
  return undefined;
}

function deactivationCommand(name: string | undefined): StoreCommand {
  if (name === undefined) throw new CommandLineError('user deactivation needs the name of the account');
  return new ShowDeactivationCommand(name);
}

function createUserCommand(values: Words['values'], name: string | undefined): StoreCommand {
  if (name === undefined) throw new CommandLineError('user create needs the name of the account');
  const { admin, 'password-stdin': passwordFromStdin } = values;
  return new CreateUserCommand(name, admin === true, passwordFromStdin === true);
}

function tokenCommand(uses: string | boolean | undefined): StoreCommand {
  if (uses === undefined) return new CreateRegistrationTokenCommand({});
  if (!/^[1-9]\d{0,8}$/.test(String(uses))) throw new CommandLineError('--uses is a number from 1 on');
  return new CreateRegistrationTokenCommand({ usesAllowed: Number(uses) });
}

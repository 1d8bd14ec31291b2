import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CommandLineError } from '@chappe/process';

/**
 * The password of a new account: the first line of standard input, or asked for twice on the terminal.
 * @throws CommandLineError when there is nobody to ask
 */
export async function readPassword(fromStdin: boolean): Promise<string> {
  if (fromStdin) {
    for await (const line of createInterface({ input: process.stdin })) return line;
    throw new CommandLineError('there is no password on standard input');
  }
  if (!process.stdin.isTTY)
    throw new CommandLineError('there is no terminal to ask for the password; use --password-stdin');
  const password = await ask('Password: ');
  if (password !== (await ask('Again: '))) throw new CommandLineError('the passwords differ');
  return password;
}

/** Asks on the terminal without showing what is typed. */
async function ask(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(question);
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}

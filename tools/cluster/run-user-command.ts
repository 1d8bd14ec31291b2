import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { programOf } from '@chappe/testing';
import { CommandLineError, type UserCommand } from './command-line.ts';

/**
 * Passes `user create` and the like on to the program of auth with the configuration of the cluster.
 * @returns its exit code
 */
export async function runUserCommand({ folder, words }: UserCommand): Promise<number> {
  const config = join(folder, 'config', 'auth-1.yaml');
  if (!existsSync(config)) throw new CommandLineError(`no cluster has run in ${folder} yet`);
  const child = spawn(process.execPath, [programOf('auth'), ...words, '--config', config], { stdio: 'inherit' });
  return new Promise((resolve) => void child.once('exit', (code) => resolve(code ?? 1)));
}

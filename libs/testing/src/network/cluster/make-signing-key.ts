import { existsSync, writeFileSync } from 'node:fs';
import { formatSigningKeyFile, generateSigningKey } from '@chappe/crypto';
import { systemRandomness } from '@chappe/runtime';

/** Makes the key that all processes of a cluster sign with, unless there is one. */
export function makeSigningKey(file: string): void {
  if (existsSync(file)) return;
  const key = generateSigningKey(`a_${systemRandomness.token(4)}`);
  writeFileSync(file, formatSigningKeyFile(key), { mode: 0o600, flag: 'wx' });
}

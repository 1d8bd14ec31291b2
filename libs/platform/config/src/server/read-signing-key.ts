import { readFileSync } from 'node:fs';
import { parseSigningKeyFile, type SigningKey } from '@chappe/crypto';
import { ConfigError } from '../config-error.js';

/**
 * The key in a file, or undefined when there is no such file.
 * @throws ConfigError when the file is damaged or cannot be read
 */
export function readSigningKey(keyFile: string): SigningKey | undefined {
  let text: string;
  try {
    text = readFileSync(keyFile, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'ENOENT') return undefined;
    throw new ConfigError(`the signing key ${keyFile} cannot be read (${code})`, { cause: error });
  }
  try {
    return parseSigningKeyFile(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not a key';
    throw new ConfigError(`the signing key ${keyFile} is damaged: ${reason}`, { cause: error });
  }
}

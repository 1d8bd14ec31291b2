import { decodeBase64, encodeBase64 } from '../encoding/base64.js';
import { SigningKeyError } from './signing-key-error.js';
import { importSigningKey, type SigningKey } from './signing-key.js';

const FORM = '"ed25519 <version> <unpadded base64 seed>"';

/** The text of a signing key file: one line, `ed25519 <version> <unpadded base64 seed>`. It is a secret. */
export function formatSigningKeyFile(key: SigningKey): string {
  return `ed25519 ${key.version} ${encodeBase64(key.seed())}\n`;
}

/** The key of a signing key file. Throws `SigningKeyError`, whose message says what is wrong without the secret. */
export function parseSigningKeyFile(text: string): SigningKey {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new SigningKeyError(`The signing key file is empty; it must hold ${FORM}`);
  if (lines.length > 1) throw new SigningKeyError(`The signing key file has ${lines.length} lines; it must hold one`);
  const [algorithm, version, seed, ...more] = lines[0]!.trim().split(/\s+/);
  if (version === undefined || seed === undefined || more.length > 0) {
    throw new SigningKeyError(`The signing key file must hold one line ${FORM}`);
  }
  if (algorithm !== 'ed25519') throw new SigningKeyError('The signing key file must begin with "ed25519"');
  const bytes = decodeBase64(seed);
  if (bytes === undefined) throw new SigningKeyError('The seed in the signing key file is not Base64');
  return importSigningKey(bytes, version);
}

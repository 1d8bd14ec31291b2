import { type JsonObject, parseJson } from '@chappe/crypto';
import { MatrixError } from '@chappe/matrix-api';
import { isSignedBy } from '../published-keys/is-signed-by.js';
import type { CrossSigningKey } from '../published-keys/published-key.store.js';

/**
 * Self-signing and user-signing keys must be signed by the master key (Client-Server API, /keys/device_signing/upload).
 * @throws MatrixError M_INVALID_SIGNATURE
 */
export function checkMasterSignatures(userId: string, master: CrossSigningKey, keys: Iterable<CrossSigningKey>): void {
  const signer = { userId, keyId: master.publicKey, publicKey: master.publicKey };
  for (const { usage, key } of keys) {
    if (usage === 'master' || isSignedBy(parseJson(key) as JsonObject, signer)) continue;
    throw new MatrixError('M_INVALID_SIGNATURE', `The ${usage} key is not signed by the master key`);
  }
}

import type { JsonObject } from '@chappe/crypto';
import { MatrixError } from '@chappe/matrix-api';
import { ALGORITHM_CHARACTERS_MAX, AUTH_DATA_BYTES_MAX } from './key-backup.limits.js';
import type { StoredBackup } from './key-backup-version.store.js';

/**
 * How keys of a backup are encrypted, as it is stored. The server does not look into `auth_data`.
 * @throws MatrixError M_INVALID_PARAM, M_TOO_LARGE
 */
export function readAuthData(body: {
  readonly algorithm: string;
  readonly auth_data: JsonObject;
}): Pick<StoredBackup, 'algorithm' | 'authData'> {
  const { algorithm } = body;
  if (algorithm === '' || algorithm.length > ALGORITHM_CHARACTERS_MAX) {
    throw MatrixError.invalidParam('The algorithm is no name of one');
  }
  const authData = JSON.stringify(body.auth_data);
  if (Buffer.byteLength(authData) > AUTH_DATA_BYTES_MAX) {
    throw MatrixError.tooLarge(`auth_data may have at most ${AUTH_DATA_BYTES_MAX} bytes`);
  }
  return { algorithm, authData };
}

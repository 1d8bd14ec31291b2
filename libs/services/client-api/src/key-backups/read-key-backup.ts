import type { JsonObject } from '@chappe/crypto';
import { MatrixError } from '@chappe/matrix-api';
import { checkName } from '../users/check-name.js';
import { ALGORITHM_CHARACTERS_MAX, AUTH_DATA_BYTES_MAX, SESSION_DATA_BYTES_MAX } from './key-backup.limits.js';
import type { BackedUpKey, StoredBackup } from './key-backup.store.js';

const VERSION = /^[1-9][0-9]{0,14}$/;

/**
 * Reads a backup version as clients send it.
 * @throws MatrixError M_NOT_FOUND for a text that no backup ever had
 */
export function readBackupVersion(text: string): number {
  if (!VERSION.test(text)) throw MatrixError.notFound('Unknown backup version');
  return Number(text);
}

/**
 * How keys of a backup are encrypted, as it is stored. The server does not look into `auth_data`.
 * SPEC-DEVIATION(any algorithm is taken, where client-server-api/#post_matrixclientv3room_keysversion lists one: only
 * clients can tell whether they understand it, and they use those of proposals as well.)
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

/** KeyBackupData of the Client-Server API. */
export interface KeyBackupData {
  readonly first_message_index: number;
  readonly forwarded_count: number;
  readonly is_verified: boolean;
  readonly session_data: JsonObject;
}

/**
 * A key as it is stored.
 * @throws MatrixError M_INVALID_PARAM for the session id, M_TOO_LARGE
 */
export function readBackedUpKey(roomId: string, sessionId: string, data: KeyBackupData): BackedUpKey {
  checkName('The session id', sessionId);
  const sessionData = JSON.stringify(data.session_data);
  if (Buffer.byteLength(sessionData) > SESSION_DATA_BYTES_MAX) {
    throw MatrixError.tooLarge(`session_data may have at most ${SESSION_DATA_BYTES_MAX} bytes`);
  }
  return {
    roomId,
    sessionId,
    firstMessageIndex: data.first_message_index,
    forwardedCount: data.forwarded_count,
    isVerified: data.is_verified,
    sessionData,
  };
}

/** All keys of a room, given by session id. */
export function readRoomKeys(roomId: string, sessions: Readonly<Record<string, KeyBackupData>>): BackedUpKey[] {
  return Object.entries(sessions).map(([sessionId, data]) => readBackedUpKey(roomId, sessionId, data));
}

import type { JsonObject } from '@chappe/crypto';
import { MatrixError } from '@chappe/matrix-api';
import { checkName } from '../users/check-name.js';
import type { BackedUpKey } from './backed-up-key.store.js';
import { SESSION_DATA_BYTES_MAX } from './key-backup.limits.js';

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

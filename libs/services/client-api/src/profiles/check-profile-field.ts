import type { JsonValue } from '@chappe/crypto';
import type { UserId } from '@chappe/events';
import type { BearerRequester } from '@chappe/http';
import { MatrixError } from '@chappe/matrix-api';
import { checkOwn } from '../users/check-own.js';
import { AVATAR_URL_CHARACTERS_MAX, DISPLAYNAME_CHARACTERS_MAX, PROFILE_KEY_BYTES_MAX } from './profile.limits.js';

/** Common Namespaced Identifier Grammar (appendices). */
const KEY_NAME = /^[a-z][a-z0-9_.-]*$/;
const CONTENT_URI = /^mxc:\/\/[^/\0]+\/[A-Za-z0-9_-]+$/;

/**
 * Refuses to change a field that the requester may not: another user's, and as a guest any but the display name
 * (Client-Server API, "Guest Access").
 * @throws MatrixError M_FORBIDDEN, M_GUEST_ACCESS_FORBIDDEN, M_KEY_TOO_LARGE, M_INVALID_PARAM
 */
export function checkProfileChange(requester: BearerRequester, userId: UserId, keyName: string): void {
  checkOwn(requester, userId);
  checkProfileKey(keyName);
  if (requester.isGuest && keyName !== 'displayname') {
    throw new MatrixError('M_GUEST_ACCESS_FORBIDDEN', 'Guests can change their display name only');
  }
}

/**
 * Refuses the name of a field that is none.
 * @throws MatrixError M_KEY_TOO_LARGE, M_INVALID_PARAM
 */
export function checkProfileKey(keyName: string): void {
  if (Buffer.byteLength(keyName) > PROFILE_KEY_BYTES_MAX) {
    throw new MatrixError('M_KEY_TOO_LARGE', `A profile key may have at most ${PROFILE_KEY_BYTES_MAX} bytes`);
  }
  if (!KEY_NAME.test(keyName)) throw MatrixError.invalidParam('Invalid profile key');
}

/**
 * Checks the value of a field. An empty displayname or avatar_url stands for none, as clients have always sent it.
 * @returns the value to store; undefined: remove the field
 * @throws MatrixError M_INVALID_PARAM
 */
export function readProfileValue(keyName: string, value: JsonValue): JsonValue | undefined {
  if (keyName === 'displayname') return readText(keyName, value, DISPLAYNAME_CHARACTERS_MAX);
  if (keyName === 'm.tz' && typeof value !== 'string') throw MatrixError.invalidParam('m.tz must be a string');
  if (keyName !== 'avatar_url') return value;
  const url = readText(keyName, value, AVATAR_URL_CHARACTERS_MAX);
  if (url !== undefined && !CONTENT_URI.test(url)) throw MatrixError.invalidParam('avatar_url must be an MXC URI');
  return url;
}

function readText(keyName: string, value: JsonValue, charactersMax: number): string | undefined {
  if (typeof value !== 'string') throw MatrixError.invalidParam(`${keyName} must be a string`);
  if (value.length > charactersMax) throw MatrixError.invalidParam(`${keyName} is longer than ${charactersMax}`);
  return value === '' ? undefined : value;
}

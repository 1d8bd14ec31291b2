import type { JsonValue } from '@chappe/crypto';
import { MatrixError } from '@chappe/matrix-api';
import { AVATAR_URL_CHARACTERS_MAX, DISPLAYNAME_CHARACTERS_MAX, PROFILE_KEY_BYTES_MAX } from './profile.limits.js';

/** Common Namespaced Identifier Grammar (appendices). */
const KEY_NAME = /^[a-z][a-z0-9_.-]*$/;
const CONTENT_URI = /^mxc:\/\/[^/\0]+\/[A-Za-z0-9_-]+$/;

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

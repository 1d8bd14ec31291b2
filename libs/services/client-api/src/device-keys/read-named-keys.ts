import { canonicalJson, type JsonObject, type JsonValue } from '@chappe/crypto';
import { MatrixError } from '@chappe/matrix-api';
import { isName } from '../users/check-name.js';
import { ONE_TIME_KEY_BYTES_MAX } from './one-time-key.limits.js';
import type { NamedKey } from './one-time-key.store.js';

/**
 * Reads one-time or fallback keys by their names `<algorithm>:<key id>`.
 * @throws MatrixError M_INVALID_PARAM, M_TOO_LARGE for more than `countMax` or a key of more than
 * {@link ONE_TIME_KEY_BYTES_MAX}
 */
export function readNamedKeys(uploaded: JsonObject, countMax: number): NamedKey[] {
  const entries = Object.entries(uploaded);
  if (entries.length > countMax) throw MatrixError.tooLarge(`At most ${countMax} keys can be uploaded at once`);
  return entries.map(([name, key]) => readNamedKey(name, key));
}

/** The same for fallback keys: one for each algorithm. */
export function readFallbackKeys(uploaded: JsonObject, countMax: number): NamedKey[] {
  const keys = readNamedKeys(uploaded, countMax);
  if (new Set(keys.map((key) => key.algorithm)).size < keys.length) {
    throw MatrixError.invalidParam('There can be one fallback key for each algorithm');
  }
  return keys;
}

function readNamedKey(name: string, key: JsonValue): NamedKey {
  const colon = name.indexOf(':');
  if (!isName(name) || colon < 1 || colon === name.length - 1) {
    throw MatrixError.invalidParam('Keys are named <algorithm>:<key_id>');
  }
  const text = canonicalJson(key);
  if (Buffer.byteLength(text) > ONE_TIME_KEY_BYTES_MAX) throw MatrixError.tooLarge(`The key ${name} is too large`);
  return { algorithm: name.slice(0, colon), keyId: name.slice(colon + 1), key: text };
}

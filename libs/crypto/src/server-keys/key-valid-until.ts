import type { KeyValidity } from './published-key.js';
import { KEY_VALIDITY_MAX_MS } from './server-keys.limits.js';

/**
 * Until when (POSIX milliseconds, inclusive) an event may have been sent to be validly signed by the key: the lesser of
 * `valid_until_ts` and 7 days from now, and of `expired_ts` for an old key. Asked only in room versions from 5 on.
 * Spec: rooms/v5, "Signing key validity period"; server-server-api, "Publishing Keys".
 */
export function keyValidUntil(key: KeyValidity, nowMs: number): number {
  return Math.min(key.validUntilTs, key.expiredTs ?? Number.POSITIVE_INFINITY, nowMs + KEY_VALIDITY_MAX_MS);
}

import { keyValidUntil } from './key-valid-until.js';
import type { KeyValidity } from './published-key.js';

/**
 * Whether a request that arrives now may be signed by the key: it must be a current one, since `old_verify_keys` are
 * only valid for events, and must not have passed its `valid_until_ts`. Spec: server-server-api, "Publishing Keys".
 */
export function maySignRequests(key: KeyValidity, nowMs: number): boolean {
  return key.expiredTs === undefined && keyValidUntil(key, nowMs) >= nowMs;
}

import type { IdentifiedVerifyKey } from '../signing/verify-json.js';

/** How long a published key is good. Spec: server-server-api, "Publishing Keys". */
export interface KeyValidity {
  /** When it ends to be good, in POSIX milliseconds; room versions 1 to 4 ignore it. */
  readonly validUntilTs: number;
  /** When the server stopped using it, in POSIX milliseconds; only keys of `old_verify_keys` have it. */
  readonly expiredTs?: number;
}

/** A key that a server published. */
export interface PublishedKey extends IdentifiedVerifyKey, KeyValidity {}

/**
 * 7 days, after which a key must be asked for again at the latest. Spec: rooms/v5, "Signing key validity period".
 * Beyond: a longer validity counts as this one.
 */
export const KEY_VALIDITY_MAX_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Each verify key of an answer costs a verification, about 70 µs; servers have one or two. Beyond: the whole answer is
 * refused.
 */
export const VERIFY_KEYS_MAX = 32;

/** A server that replaces its key every week has as many after five years. Beyond: the whole answer is refused. */
export const OLD_VERIFY_KEYS_MAX = 256;

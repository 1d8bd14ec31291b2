/**
 * Identity keys of a device, or a cross-signing key, as JSON, in bytes. They are a few hundred. Beyond: 413
 * M_TOO_LARGE.
 */
export const KEY_BYTES_MAX = 16_384;

/** Users in one /keys/query. Beyond: 413 M_TOO_LARGE. */
export const QUERIED_USERS_MAX = 5_000;

/**
 * Users of one /keys/query whose keys are looked up at a time, and cross-signing keys of them that are in memory
 * together, a few hundred bytes each.
 */
export const QUERIED_USERS_AT_ONCE = 100;

/**
 * Devices of an answer to /keys/query that are read at a time, and bytes of their keys, which the last ones may exceed.
 * Beyond: the page ends, and the next one is read when the client has taken this one.
 */
export const KEYS_PAGE_DEVICES = 200;
export const KEYS_PAGE_BYTES_MAX = 512 * 1024;

/**
 * Signatures that are told with a key, the asking user's own first: one on a device, one of each device on a master
 * key. Beyond: the others are left out.
 */
export const SIGNATURES_PER_KEY_MAX = 100;

/** Steps of one user's /keys/query that may wait for each other. Beyond: 503 M_UNKNOWN. */
export const KEY_QUERIES_WAITING_MAX = 100;

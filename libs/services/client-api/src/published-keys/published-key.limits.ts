/** Identity keys or a single one-time key as JSON, in bytes. They are a few hundred. Beyond: 413 M_TOO_LARGE. */
export const KEY_BYTES_MAX = 16_384;

/** Users in one /keys/query. Beyond: 413 M_TOO_LARGE. */
export const QUERIED_USERS_MAX = 5_000;

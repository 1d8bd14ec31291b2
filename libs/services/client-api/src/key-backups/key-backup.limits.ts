/** The encrypted data of one key, in bytes of JSON. It is about 500. Beyond: 413 M_TOO_LARGE. */
export const SESSION_DATA_BYTES_MAX = 16_384;

/** `auth_data` of a backup, in bytes of JSON. Beyond: 413 M_TOO_LARGE. */
export const AUTH_DATA_BYTES_MAX = 65_536;

/** Name of a backup algorithm, in characters. Beyond: 400 M_INVALID_PARAM. */
export const ALGORITHM_CHARACTERS_MAX = 255;

/**
 * Keys of one backup. Long-lived accounts in many rooms reach some hundred thousand. Beyond: 403
 * M_RESOURCE_LIMIT_EXCEEDED.
 */
export const BACKUP_KEYS_MAX = 2_000_000;

/**
 * What a user may store in all her backups, in bytes of rooms, sessions and encrypted keys: a million keys of the usual
 * size, and with it what one account can fill. Beyond: 403 M_RESOURCE_LIMIT_EXCEEDED; she may delete old backups.
 */
export const USER_BACKUP_BYTES_MAX = 1024 * 1024 * 1024;

/** Backups that a user has at once. Beyond: 403 M_RESOURCE_LIMIT_EXCEEDED. */
export const BACKUP_VERSIONS_MAX = 100;

/**
 * Keys read from the tables at a time, and bytes of them, which the last one may exceed: what is in memory of an answer
 * with all keys. Beyond: the page ends, and the next one is read when the client has taken this one.
 */
export const BACKUP_PAGE_KEYS = 1_000;
export const BACKUP_PAGE_BYTES_MAX = 512 * 1024;

/** Reads and changes of one user's backups that may wait for each other. Beyond: 503 M_UNKNOWN. */
export const BACKUP_REQUESTS_WAITING_MAX = 100;

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

/** Backups that a user has at once. Beyond: 403 M_RESOURCE_LIMIT_EXCEEDED. */
export const BACKUP_VERSIONS_MAX = 100;

/** Keys read from the tables at a time. */
export const BACKUP_PAGE_KEYS = 2_000;

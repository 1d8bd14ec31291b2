/** The encrypted data of one key, in bytes of JSON. It is about 500. */
export const SESSION_DATA_BYTES_MAX = 16_384;

/** `auth_data` of a backup, in bytes of JSON. */
export const AUTH_DATA_BYTES_MAX = 65_536;

/** Name of a backup algorithm, in characters. */
export const ALGORITHM_CHARACTERS_MAX = 255;

/** Keys of one backup. Long-lived accounts in many rooms reach some hundred thousand. */
export const BACKUP_KEYS_MAX = 2_000_000;

/** Backups that a user has at once. */
export const BACKUP_VERSIONS_MAX = 100;

/** Keys read from the tables at a time. */
export const BACKUP_PAGE_KEYS = 2_000;

/**
 * Content of one account data event, in bytes of JSON: what an event of a room may have, and fits a log entry. Beyond:
 * 413 M_TOO_LARGE.
 */
export const ACCOUNT_DATA_BYTES_MAX = 65_536;

/**
 * Account data events of one user, all rooms together: some for each room of the largest accounts. Beyond: 403
 * M_RESOURCE_LIMIT_EXCEEDED.
 */
export const ACCOUNT_DATA_ENTRIES_MAX = 100_000;

/**
 * All account data of one user, in bytes of JSON: the sync service holds it in memory and gives it whole to each new
 * device. Accounts with thousands of rooms have one or two MiB. Beyond: 403 M_RESOURCE_LIMIT_EXCEEDED.
 */
export const ACCOUNT_DATA_TOTAL_BYTES_MAX = 16 * 1_048_576;

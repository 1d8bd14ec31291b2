/** Content of one account data event, in bytes of JSON: what an event of a room may have, and fits a log entry. */
export const ACCOUNT_DATA_BYTES_MAX = 65_536;

/** Account data events of one user, all rooms together: some for each room of the largest accounts. */
export const ACCOUNT_DATA_ENTRIES_MAX = 100_000;

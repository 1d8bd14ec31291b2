const MIB = 1_048_576;

/**
 * What must be free on the disk of an embedded server for clients to write. A server that cannot continue its
 * write-ahead log ends, and then nobody reads either. Beyond: 503 M_UNKNOWN for what is to be stored; reading, logging
 * in and refreshing tokens go on.
 */
export const FREE_BYTES_MIN = 96 * MIB;

/** How much must be free for writing to go on again, so that it does not come and go. */
export const FREE_AGAIN_BYTES = 160 * MIB;

/** Kept in a file, and given up for the recovery of a server that ended for want of room: three segments of its log. */
export const RESERVE_BYTES = 48 * MIB;

/** How often the disk is looked at. */
export const DISK_CHECK_PERIOD_MS = 500;

/** What must be free for a new database to be made. Beyond: the first start is refused. */
export const NEW_DATABASE_BYTES_MIN = 256 * MIB;

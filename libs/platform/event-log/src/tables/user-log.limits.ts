/** Changes of one user that may wait for their turn in a process. Beyond: 503 M_UNKNOWN. */
export const USER_CHANGES_WAITING_MAX = 1_000;

/** Changes of one kind by all users that may wait for the next transaction of a process. Beyond: 503 M_UNKNOWN. */
export const BATCHED_CHANGES_WAITING_MAX = 10_000;

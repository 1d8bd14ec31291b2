/** Changes of one user that may wait for their turn in a process. Beyond: 503 M_UNKNOWN. */
export const USER_CHANGES_WAITING_MAX = 1_000;

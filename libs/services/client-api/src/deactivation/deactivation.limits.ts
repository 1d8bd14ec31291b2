/** Rows of a deactivated user that are removed in one step. Beyond: the next step goes on. */
export const ERASED_ROWS_PER_STEP = 5_000;

/**
 * Entries of the user log that one step looks through for those of a deactivated user, about 50 ms. Beyond: the next
 * step goes on.
 */
export const ERASED_ENTRIES_PER_STEP = 20_000;

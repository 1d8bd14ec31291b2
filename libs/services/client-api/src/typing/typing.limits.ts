/** How long a user is shown as typing when the client names no time. */
export const TYPING_TIMEOUT_DEFAULT_MS = 30_000;

/**
 * Longest time for which a user is shown as typing without saying so again. Beyond: a longer timeout counts as this
 * one.
 */
export const TYPING_TIMEOUT_MAX_MS = 120_000;

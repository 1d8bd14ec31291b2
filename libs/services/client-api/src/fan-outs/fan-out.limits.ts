/**
 * Fan-outs of this process under way at once: each holds calls to the room service, none a database connection. Beyond:
 * further ones wait.
 */
export const FAN_OUTS_RUNNING_MAX = 4;

/** Rooms that one profile change writes to at once. */
export const FAN_OUT_ROOMS_AT_ONCE = 4;

/** How long a process keeps a fan-out to itself before another may take it over. */
export const FAN_OUT_CLAIM_MS = 60_000;

/** Wait after a fan-out that failed. */
export const FAN_OUT_RETRY_AFTER_MS = 2_000;

/**
 * How often due fan-outs are looked for: those of processes that died, and those whose request was not yet committed.
 */
export const FAN_OUT_POLL_PERIOD_MS = 1_000;

/** A request is looked for this long after it was made, when its transaction has most likely ended. */
export const FAN_OUT_WAKE_AFTER_MS = 10;

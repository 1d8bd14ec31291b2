/** How often each replica is asked whether it is ready. */
export const CHECK_EVERY_MS = 250;

/** A check that is not answered in this time has failed. */
export const CHECK_MS_MAX = 1_000;

/**
 * Checks in a row after which a silent replica gets no requests; one that says that it is not ready gets none at once.
 */
export const SILENT_CHECKS_MAX = 3;

/** The longest a replica may be silent before and during an answer; well above the longest long poll, 60 s. */
export const SILENCE_MS_MAX = 90_000;

/** A replica on the same machine takes a connection at once, or its queue is full. */
export const CONNECT_MS_MAX = 2_000;

/** Bytes of a request's body that are kept, so that it can be sent to another replica. */
export const KEPT_BODY_BYTES_MAX = 1024 * 1024;

/** Idle connections that are kept to each replica. */
export const IDLE_CONNECTIONS_MAX = 64;

/** How long an idle connection of a client is kept. */
export const CLIENT_KEEP_ALIVE_MS = 75_000;

/** A whole request must have come in within this time. */
export const REQUEST_MS_MAX = 120_000;

/** What runs when the proxy is closed gets this long to finish. */
export const CLOSE_MS_MAX = 2_000;

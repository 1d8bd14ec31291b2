/** Argon2id parameters: the second recommendation of RFC 9106 scaled to what OWASP asks for at least. */
export const PASSWORD_MEMORY_KIB = 19_456;
export const PASSWORD_PASSES = 2;
export const PASSWORD_LANES = 1;

/** Longest password in UTF-16 units: bounds what one request makes us hash. */
export const PASSWORD_LENGTH_MAX = 512;

/**
 * Passwords hashed at the same time: each takes a thread of the pool and 19 MiB, and the other threads serve files and
 * names.
 */
export const PASSWORD_HASHES_AT_ONCE = 2;
/** Passwords waiting to be hashed, about a second of work; beyond that requests are refused. */
export const PASSWORD_QUEUE_MAX = 64;
/** When a client may try again that was refused because the queue was full. */
export const PASSWORD_QUEUE_RETRY_MS = 2_000;

/** Wrong passwords for one account from one address in a window, before further attempts are refused unseen. */
export const LOGIN_FAILURES_MAX = 10;
/** Wrong registration tokens from one address in a window. */
export const REGISTRATION_TOKEN_FAILURES_MAX = 10;
export const FAILURE_WINDOW_MS = 5 * 60_000;
/** Windows kept in memory; the oldest gives way. */
export const FAILURE_WINDOWS_MAX = 50_000;

/**
 * How long a client may take for all stages of one user-interactive authentication, and repeat the request after them.
 */
export const INTERACTIVE_SESSION_LIFETIME_MS = 15 * 60_000;
/** How often expired sessions are removed from the table. */
export const INTERACTIVE_SESSION_CLEANUP_MS = 5 * 60_000;

/** Devices of one account: bounds what logging out everywhere, deactivation and device lists cost. */
export const DEVICES_PER_ACCOUNT_MAX = 2_000;
/** Devices named in one POST /delete_devices. */
export const DEVICES_PER_REQUEST_MAX = 1_000;
/** A display name of a device in UTF-16 units: it is sent to everyone who shares an encrypted room. */
export const DEVICE_DISPLAY_NAME_LENGTH_MAX = 255;

/** How long replaced tokens are remembered, so that a late request is told to refresh or log in softly. */
export const REPLACED_TOKEN_RETENTION_MS = 60 * 60_000;

/** How often `last_seen` of devices is written. */
export const LAST_SEEN_FLUSH_MS = 30_000;
/** Devices whose `last_seen` waits to be written; beyond that sightings are dropped. */
export const LAST_SEEN_PENDING_MAX = 20_000;
/** A user agent longer than this is cut: it is shown to its owner only. */
export const USER_AGENT_LENGTH_MAX = 512;

/** Longest registration token (Client-Server API, "Token-authenticated registration"). */
export const REGISTRATION_TOKEN_LENGTH_MAX = 64;

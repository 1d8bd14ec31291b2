/** Argon2id parameters: the second recommendation of RFC 9106 scaled to what OWASP asks for at least. */
export const PASSWORD_MEMORY_KIB = 19_456;
export const PASSWORD_PASSES = 2;
export const PASSWORD_LANES = 1;

/**
 * Longest password in UTF-16 units: bounds what one request makes us hash. Beyond: 400 M_INVALID_PARAM for a new
 * password; any other is wrong, 403 M_FORBIDDEN.
 */
export const PASSWORD_LENGTH_MAX = 512;

/**
 * Passwords hashed at the same time: each takes a thread of the pool and 19 MiB, and the other threads serve files and
 * names. Beyond: further ones wait.
 */
export const PASSWORD_HASHES_AT_ONCE = 2;
/** Passwords waiting to be hashed, about two seconds of work. Beyond: 429 M_LIMIT_EXCEEDED. */
export const PASSWORD_QUEUE_MAX = 256;
/** Of these, passwords from one client address, or of one account that is known there. Beyond: 429 M_LIMIT_EXCEEDED. */
export const PASSWORD_QUEUE_PER_CLIENT_MAX = 64;
/** When a client may try again that was refused because the queue was full. */
export const PASSWORD_QUEUE_RETRY_MS = 2_000;

/**
 * Wrong passwords for one account from one address in a window, before further attempts are refused unseen. Beyond: 429
 * M_LIMIT_EXCEEDED until the window ends.
 */
export const LOGIN_FAILURES_MAX = 10;
export const FAILURE_WINDOW_MS = 5 * 60_000;
/**
 * Wrong passwords for one account in a window from all addresses together at which it is not known: 2,400 guesses a
 * day, however many machines guess. Nobody can lock an account out of the addresses at which it is known. Beyond: 429
 * M_LIMIT_EXCEEDED until the window ends.
 */
export const STRANGER_FAILURES_MAX = 100;
export const STRANGER_WINDOW_MS = 60 * 60_000;
/** Attempts that wait for others at the same account, about a second of work. Beyond: 429 M_LIMIT_EXCEEDED. */
export const GUESSES_WAITING_MAX = 64;
/**
 * Windows that have ended are removed when somebody fails, this many at once. Beyond: the others are removed the next
 * time.
 */
export const FAILURES_REMOVED_MAX = 100;

/**
 * How long an address stays known to an account after its last use, and how many do: those used last. Beyond: the
 * address is forgotten.
 */
export const KNOWN_ADDRESS_MS = 90 * 24 * 60 * 60_000;
export const KNOWN_ADDRESSES_MAX = 50;
/** How much later an address is used again before that is written: nobody needs to know it better. */
export const KNOWN_ADDRESS_REWRITE_MS = 24 * 60 * 60_000;

/**
 * Client addresses whose failures are counted in this process. Beyond: the one whose window ends first is forgotten.
 */
export const SUSPECT_ADDRESSES_MAX = 50_000;
/**
 * From an address with too many wrong passwords in a minute (`http.rateLimits.login`), attempts at accounts that are
 * not known there come one after another with this pause: less than a tenth of a core for their hashes.
 */
export const SUSPECT_LOGIN_PAUSE_MS = 100;
/** Attempts that wait then: six seconds. Beyond: 429 M_LIMIT_EXCEEDED. */
export const SUSPECT_LOGINS_WAITING_MAX = 64;

/**
 * Wrong registration tokens from one address in a window, before further ones from there are checked slowly. Beyond:
 * further ones are checked slowly, and none is refused for it.
 */
export const REGISTRATION_TOKEN_FAILURES_MAX = 10;
/** Tokens have 119 bits and cannot be guessed: only what checking costs is bounded, ten a second and address. */
export const REGISTRATION_TOKEN_PAUSE_MS = 100;
/** Checks that wait then: a minute. Beyond: 429 M_LIMIT_EXCEEDED. */
export const REGISTRATION_TOKENS_WAITING_MAX = 600;

/**
 * How long a client may take for all stages of one user-interactive authentication, and repeat the request after them.
 */
export const INTERACTIVE_SESSION_LIFETIME_MS = 15 * 60_000;
/** How often expired sessions are removed from the table. */
export const INTERACTIVE_SESSION_CLEANUP_MS = 5 * 60_000;

/**
 * Devices of one account: bounds what logging out everywhere, deactivation and device lists cost. Beyond: 403
 * M_RESOURCE_LIMIT_EXCEEDED.
 */
export const DEVICES_PER_ACCOUNT_MAX = 2_000;
/** Devices named in one POST /delete_devices. Beyond: 400 M_INVALID_PARAM. */
export const DEVICES_PER_REQUEST_MAX = 1_000;
/**
 * A display name of a device in UTF-16 units: it is sent to everyone who shares an encrypted room. Beyond: 400
 * M_INVALID_PARAM.
 */
export const DEVICE_DISPLAY_NAME_LENGTH_MAX = 255;

/** How long replaced tokens are remembered, so that a late request is told to refresh or log in softly. */
export const REPLACED_TOKEN_RETENTION_MS = 60 * 60_000;

/** How often `last_seen` of devices is written. */
export const LAST_SEEN_FLUSH_MS = 30_000;
/** Devices whose `last_seen` waits to be written. Beyond: sightings are dropped. */
export const LAST_SEEN_PENDING_MAX = 20_000;
/** A user agent in UTF-16 units: it is shown to its owner only. Beyond: the rest is cut off. */
export const USER_AGENT_LENGTH_MAX = 512;

/**
 * Longest registration token (Client-Server API, "Token-authenticated registration"). Beyond: the command line makes
 * none; a client that sends one sends a wrong one.
 */
export const REGISTRATION_TOKEN_LENGTH_MAX = 64;

/** Deactivations that a process carries out at once: each has one call under way. Beyond: they wait until one ends. */
export const DEACTIVATIONS_RUNNING_MAX = 2;
/** Steps of one deactivation in a row. Beyond: it waits behind the others that are due. */
export const DEACTIVATION_STEPS_PER_TURN = 20;
/** How long a process keeps a deactivation to itself after each step, before another may take it over. */
export const DEACTIVATION_CLAIM_MS = 60_000;
/** Wait after a step that failed, and after a pass in which something was not possible. */
export const DEACTIVATION_RETRY_MS = 10_000;
/**
 * How long after the request the last pass begins: no process believes an introspected token for longer than a minute,
 * and no request takes another one.
 */
export const DEACTIVATION_SETTLE_MS = 2 * 60_000;
/** How often due deactivations are looked for. */
export const DEACTIVATION_POLL_PERIOD_MS = 1_000;
/** How often it is looked for accounts that an earlier release deactivated, and told how much there is to do. */
export const DEACTIVATIONS_REVIEW_PERIOD_MS = 5 * 60_000;
/** Rows that are added for such accounts at once. Beyond: the next ones are added after them. */
export const DEACTIVATIONS_ADDED_MAX = 1_000;
/** The reason for which a step failed, in UTF-16 units: an operator reads it. Beyond: the rest is cut off. */
export const ERROR_LENGTH_MAX = 500;

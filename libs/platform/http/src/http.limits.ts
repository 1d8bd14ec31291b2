/**
 * Default of `bodyBytesMax`: an event or another thing of 64 KiB at most, with room for escapes and white space.
 * Beyond: 413 M_TOO_LARGE.
 */
export const BODY_BYTES_MAX = 100 * 1024;

/**
 * Memory for bodies that come in and are read whole, of all requests of a process, and the part of its heap that it
 * takes at most: a thousand of the largest ones of a message at a time. Beyond: the largest one of the user, or the
 * address, that holds most gets 503 M_UNKNOWN, and its connection is closed.
 */
export const BODIES_BYTES_MAX = 64 * 1024 * 1024;
export const BODIES_HEAP_PART = 1 / 8;

/**
 * Longest path parameter in characters: percent-encoded identifiers of 255 bytes, state keys, tags and tokens fit.
 * Beyond: 414 M_TOO_LARGE.
 */
export const PARAM_CHARACTERS_MAX = 2_048;

/**
 * A whole request must have come in within this time, so that slow senders cannot hold connections. Not so the body of
 * an endpoint that takes a stream: that has to move. Beyond: 408 M_UNKNOWN, and the connection is closed.
 */
export const REQUEST_MS_MAX = 120_000;

/**
 * The longest that a streamed body may stand still because of its client; what its rate is measured over, too. Beyond:
 * 408 M_UNKNOWN, and the connection is closed.
 */
export const UPLOAD_STALL_MS_MAX = 60_000;

/**
 * The least that a client must send of a streamed body: the slowest mobile networks bring more. Beyond: 408 M_UNKNOWN,
 * and the connection is closed.
 */
export const UPLOAD_BYTES_PER_SECOND_MIN = 1_024;

/** How long the rest of a streamed body that nobody reads any more may still come in. Beyond: the connection is cut. */
export const UPLOAD_REST_MS_MAX = 10_000;

/** How long an idle connection is kept; longer than the 60 s of common reverse proxies, so that these close first. */
export const KEEP_ALIVE_MS = 72_000;

/**
 * Answers of the auth service that are kept; about 300 bytes each. Beyond: the one not used for longest is forgotten,
 * and asked for again.
 */
export const TOKEN_CACHE_ENTRIES_MAX = 100_000;

/**
 * The longest an answer of the auth service is trusted when the log says nothing about it. Beyond: the auth service is
 * asked again.
 */
export const TOKEN_CACHE_MS_MAX = 60_000;

/**
 * Look-ups of tokens at the same time for an address that has sent too many which nobody holds: a core is left free.
 * Beyond: further ones wait.
 */
export const SUSPECT_LOOK_UPS_AT_ONCE = 4;

/** Addresses whose unknown tokens are counted. Beyond: the one whose window ends first is forgotten. */
export const SUSPECT_ADDRESSES_MAX = 50_000;

/** Longest access token that is looked at. Beyond: 401 M_UNKNOWN_TOKEN. */
export const ACCESS_TOKEN_CHARACTERS_MAX = 1_024;

/** Wait before a failed follower of the user log is started again. */
export const SESSION_FOLLOW_RETRY_MS = 1_000;

/**
 * Requests get this long to finish at shutdown before their connections are cut; below the drain phase of `Shutdown`.
 * Beyond: their connections are cut.
 */
export const DRAIN_MS_MAX = 1_800;

/**
 * An answer that is made piece by piece is ready JSON up to so many characters. Beyond: the rest is made while it is
 * sent, as fast as the client takes it.
 */
export const READY_JSON_CHARACTERS_MAX = 256 * 1024;

/**
 * The longest that an answer which is sent as a stream may stand still, because of its source or its client. Beyond:
 * the connection is cut.
 */
export const ANSWER_STALL_MS_MAX = 60_000;

/**
 * What is still read, and thrown away, of a request whose answer closes the connection: until the client is silent for
 * this long, and no more than this. Beyond: the connection is closed.
 */
export const LINGER_MS_MAX = 1_000;
export const LINGER_BYTES_MAX = 8 * 1024 * 1024;

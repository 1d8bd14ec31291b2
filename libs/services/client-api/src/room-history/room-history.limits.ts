/** Events of a page when the client names no limit (Client-Server API, GET /messages and GET /context). */
export const PAGE_EVENTS_DEFAULT = 10;

/** Most events of a page. Beyond: a client that asks for more gets these and goes on from `end`. */
export const PAGE_EVENTS_MAX = 500;

/**
 * Events that a request looks at for nothing for each further point of the `read` rate limit that it takes: about a
 * millisecond of work, as much as another read.
 */
export const EVENTS_PASSED_PER_POINT = 40;

/** Bytes of state that are asked for, written and sent at a time. */
export const STATE_PAGE_BYTES = 1_048_576;

/** Events written out before other requests get their turn: a few milliseconds of work. */
export const EVENTS_PER_TURN = 500;

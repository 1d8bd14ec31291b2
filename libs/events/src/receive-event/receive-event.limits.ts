import { EVENT_BYTES_MAX } from '../content/pdu.js';

/**
 * Longest text of a received event in UTF-16 units, read at all: the longest escape takes six units for one byte of
 * canonical JSON, the rest is for white space and for `unsigned`, which is dropped. Beyond: the event is refused.
 */
export const EVENT_TEXT_LENGTH_MAX = 8 * EVENT_BYTES_MAX;

/**
 * Most signatures by known keys of one server on one event; honest servers have a few, each check takes time. Beyond:
 * the server's signatures do not count, and the event is refused.
 */
export const SIGNATURES_PER_SERVER_MAX = 32;

import { EVENT_BYTES_MAX } from '../content/pdu.js';

/**
 * Longest text of a received event in UTF-16 units, read at all: the longest escape takes six units for one byte of
 * canonical JSON, the rest is for white space and for `unsigned`, which is dropped.
 */
export const EVENT_TEXT_LENGTH_MAX = 8 * EVENT_BYTES_MAX;

/** Most signatures by known keys of one server on one event; honest servers have a few, each check takes time. */
export const SIGNATURES_PER_SERVER_MAX = 32;

/** How far ahead of our time a key is valid, whatever its server says (rooms/v5#signing-key-validity-period). */
export const KEY_VALIDITY_AHEAD_MAX_MS = 7 * 24 * 60 * 60 * 1000;

/** Of a request without a token: names, passwords and the like. In bytes, as the others. Beyond: 413 M_TOO_LARGE. */
export const OPEN_BODY_BYTES_MAX = 64 * 1024;

/**
 * Of requests that speak of many users, devices, keys or events: 250 to-device messages of 1.5 KiB, 5,000 user IDs, 500
 * one-time keys. What a client could fill it with that is dearest (keys with escapes, or ever new ones) must be read
 * and checked within the 50 ms for which the event loop of a service may stand still. Beyond: 413 M_TOO_LARGE.
 */
export const BATCH_BODY_BYTES_MAX = 384 * 1024;

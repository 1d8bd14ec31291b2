import { EVENT_FIELD_BYTES_MAX } from '@chappe/events';

/** Longest event type and state key in bytes (Client-Server API, "Size limits"). Beyond: 413 M_TOO_LARGE. */
export const EVENT_NAME_BYTES_MAX = EVENT_FIELD_BYTES_MAX;

/**
 * Longest transaction ID in bytes. They are kept with their events; the specification sets no limit. Beyond: 400
 * M_INVALID_PARAM.
 */
export const TXN_ID_BYTES_MAX = 255;

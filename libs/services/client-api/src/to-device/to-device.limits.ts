/** One message as an event, in bytes of JSON: as much as an event of a room. Beyond: 413 M_TOO_LARGE. */
export const TO_DEVICE_EVENT_BYTES_MAX = 65_536;

/** Devices that one request may reach, `*` expanded. Clients send to about 250 at once. Beyond: 413 M_TOO_LARGE. */
export const TO_DEVICE_RECIPIENTS_MAX = 5_000;

/** All messages of one request, `*` expanded, in bytes of JSON. Beyond: 413 M_TOO_LARGE. */
export const TO_DEVICE_REQUEST_BYTES_MAX = 16 * 1_048_576;

/**
 * Messages of several users that share a transaction, in bytes: it holds the locks of the user log meanwhile. Beyond:
 * the others wait for the next one.
 */
export const TO_DEVICE_AT_ONCE_BYTES = 4 * 1_048_576;

/** Devices whose acknowledgements share a transaction. Beyond: the others wait for the next one. */
export const ACKNOWLEDGED_AT_ONCE = 500;

/**
 * What one user may send in a minute, `*` expanded, in bytes of JSON: room keys for some 60,000 devices
 * (docs/decisions/0005-to-device-queues.md). Beyond: 429 M_LIMIT_EXCEEDED.
 */
export const TO_DEVICE_BYTES_PER_MINUTE_MAX = 64 * 1_048_576;

/** Senders that are counted at the same time. Beyond: the one whose minute ends first gives way. */
export const TO_DEVICE_SENDERS_MAX = 100_000;

/** How long a transaction id is remembered. Clients repeat requests within minutes. */
export const TO_DEVICE_TXN_KEPT_MS = 24 * 3_600_000;

/** Messages in one answer to the sync service. Beyond: the rest is read with the next call. */
export const TO_DEVICE_READ_MAX = 1_000;

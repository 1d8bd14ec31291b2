/**
 * A one-time or fallback key as JSON, in bytes. They are about 200; a claim is answered with thousands of them at once.
 * Beyond: 413 M_TOO_LARGE.
 */
export const ONE_TIME_KEY_BYTES_MAX = 4_096;

/** One-time keys in one upload. Clients send 50 to 100. Beyond: 413 M_TOO_LARGE. */
export const ONE_TIME_KEYS_PER_UPLOAD_MAX = 500;

/** Unclaimed one-time keys of one device. Clients keep about 50. Beyond: 413 M_TOO_LARGE. */
export const ONE_TIME_KEYS_PER_DEVICE_MAX = 1_000;

/** Fallback keys in one upload: one per algorithm, and one algorithm is in use. Beyond: 413 M_TOO_LARGE. */
export const FALLBACK_KEYS_PER_UPLOAD_MAX = 10;

/**
 * How long the id of a handed-out key is remembered. A client repeats an upload whose answer was lost; without this the
 * repeat would bring a key back that was handed out between the two.
 */
export const CLAIMED_KEY_ID_KEPT_MS = 30 * 24 * 3_600_000;

/** Devices in one /keys/claim. Beyond: 413 M_TOO_LARGE. */
export const CLAIMED_DEVICES_MAX = 5_000;

/**
 * Keys that one transaction hands out: it holds the locks of their devices for some tens of milliseconds. Beyond: a
 * claim takes several transactions.
 */
export const CLAIMED_AT_ONCE = 500;

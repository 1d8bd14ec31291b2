/** Keys that one request may bring signatures for. Beyond: 413 M_TOO_LARGE. */
export const SIGNED_KEYS_PER_UPLOAD_MAX = 1_000;

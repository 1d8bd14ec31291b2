/** Keys that one request may bring signatures for. */
export const SIGNED_KEYS_PER_UPLOAD_MAX = 1_000;

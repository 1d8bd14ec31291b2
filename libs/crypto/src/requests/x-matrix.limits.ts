/**
 * Longest X-Matrix header that is read, in characters: several times what two server names, key and signature take.
 * Beyond: the header is not read, as if it were malformed.
 */
export const X_MATRIX_LENGTH_MAX = 4096;

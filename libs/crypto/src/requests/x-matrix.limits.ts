/** Longest X-Matrix header that is read, in characters: several times what two server names, key and signature take. */
export const X_MATRIX_LENGTH_MAX = 4096;

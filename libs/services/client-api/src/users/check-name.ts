import { MatrixError } from '@chappe/matrix-api';

/** Longest name that is stored: the specification's limit for identifiers, event types, tags and profile keys. */
export const NAME_BYTES_MAX = 255;

/**
 * Whether a text may be stored as a name: 1 to {@link NAME_BYTES_MAX} bytes without NUL, which PostgreSQL cannot
 * store.
 */
export function isName(text: string): boolean {
  return text !== '' && !text.includes('\0') && Buffer.byteLength(text) <= NAME_BYTES_MAX;
}

/**
 * Refuses a text that is no name.
 * @param what named in the answer
 * @throws MatrixError M_INVALID_PARAM
 */
export function checkName(what: string, text: string): void {
  if (!isName(text)) throw MatrixError.invalidParam(`${what} must be 1 to ${NAME_BYTES_MAX} bytes without NUL`);
}

import { MatrixError } from '@chappe/matrix-api';

/** Refuses NUL in path and query: nothing that a client may name there holds one, and our tables cannot. */
export function checkUrlTexts(values: unknown): void {
  for (const value of Object.values(values as Readonly<Record<string, unknown>>)) {
    if (holdsNul(value)) throw MatrixError.invalidParam('NUL is not allowed in path or query');
  }
}

function holdsNul(value: unknown): boolean {
  return Array.isArray(value) ? value.some(holdsNul) : typeof value === 'string' && value.includes('\0');
}

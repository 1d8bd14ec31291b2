/** https://www.postgresql.org/docs/current/errcodes-appendix.html: data, integrity, rollbacks, limits of a row. */
const REFUSAL_CLASSES = new Set(['22', '23', '40', '54']);

/** PostgreSQL is there but refused what it was given: nothing was committed, and part of it may be accepted. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return REFUSAL_CLASSES.has(error.code.slice(0, 2));
}

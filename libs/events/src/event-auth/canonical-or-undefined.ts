import { JsonError } from '@chappe/crypto';

/** What is computed from a canonical form; `undefined` for JSON that has none, which nobody can have signed. */
export function canonicalOrUndefined<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

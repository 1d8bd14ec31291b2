/** Longer chains of causes are not of our making. */
const CAUSES_MAX = 8;

/**
 * Something that this process needs cannot be reached. {@link Outages} tells of the outage once, so log lines about an
 * error that comes of it are written at level debug only.
 */
export abstract class AwayError extends Error {
  /** What is away, as the log names it. */
  abstract readonly away: string;
}

/** The outage that an error comes of, be it the cause of its cause; undefined: of none. */
export function awayIn(error: unknown): AwayError | undefined {
  let at = error;
  for (let i = 0; i < CAUSES_MAX && at instanceof Error; i++) {
    if (at instanceof AwayError) return at;
    at = at.cause;
  }
  return undefined;
}

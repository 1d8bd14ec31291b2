/**
 * How often a process asks whether a generation has begun that none of its new connections told it of: an operator's,
 * or one behind a connection pooler.
 */
export const GENERATION_LOOK_MS = 1_000;

/**
 * Generations that are remembered: three a day for a year. Beyond: the oldest is forgotten; a token of it knows
 * nothing, so its client gets everything anew.
 */
export const GENERATIONS_KEPT = 1_000;

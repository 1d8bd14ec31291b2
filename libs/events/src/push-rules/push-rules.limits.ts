/** Most rules of a user, in all kinds together and without the predefined ones: each may be tried on each event. */
export const PUSH_RULES_MAX = 2000;

/** Most conditions of a user's rules together, for the same reason. */
export const PUSH_CONDITIONS_MAX = 4000;

/**
 * Most patterns of a user that are looked for everywhere in a text of the event: those for the body, and others with
 * wildcards. One takes about a millisecond at worst, on a body as long as an event can be.
 */
export const PUSH_SEARCHES_MAX = 200;

/** Most characters of a rule ID; a room or user ID has at most 255 bytes. */
export const PUSH_RULE_ID_CHARACTERS_MAX = 255;

/** Most characters of a pattern, as many as of the IDs and types that patterns are for. */
export const PUSH_PATTERN_CHARACTERS_MAX = 255;

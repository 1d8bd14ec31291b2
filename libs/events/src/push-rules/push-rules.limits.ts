/**
 * Most rules of a user, in all kinds together and without the predefined ones: each may be tried on each event. Beyond:
 * 400 M_RESOURCE_LIMIT_EXCEEDED.
 */
export const PUSH_RULES_MAX = 2000;

/** Most conditions of a user's rules together, for the same reason. Beyond: 400 M_RESOURCE_LIMIT_EXCEEDED. */
export const PUSH_CONDITIONS_MAX = 4000;

/**
 * Most patterns of a user that are looked for everywhere in a text of the event: those for the body, and others with
 * wildcards. One takes about a millisecond at worst, on a body as long as an event can be. Beyond: 400
 * M_RESOURCE_LIMIT_EXCEEDED.
 */
export const PUSH_SEARCHES_MAX = 200;

/** Most characters of a rule ID; a room or user ID has at most 255 bytes. Beyond: 400 M_INVALID_PARAM. */
export const PUSH_RULE_ID_CHARACTERS_MAX = 255;

/**
 * Most characters of a pattern, as many as of the IDs and types that patterns are for. Beyond: 400
 * M_RESOURCE_LIMIT_EXCEEDED. A display name that is longer is not looked for in a body.
 */
export const PUSH_PATTERN_CHARACTERS_MAX = 255;

/**
 * Deepest nesting of arrays and objects that we read or write, the outermost one counted. SPEC-DEVIATION(the
 * specification names no limit, and recursive code needs one). Most other servers have one too, from about a hundred to
 * some thousand levels: an event that they take and we do not would split the room, so ours is among the larger ones.
 * Beyond: 400 M_BAD_JSON for a body; a received event is refused.
 */
export const JSON_DEPTH_MAX = 1_000;

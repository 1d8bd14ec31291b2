/**
 * Deepest nesting of arrays and objects that we read or write, the outermost one counted. The specification names no
 * limit; recursive code needs one, and legitimate events stay far below.
 */
export const JSON_DEPTH_MAX = 100;

/** A filter as JSON, in bytes. Beyond: 413 M_TOO_LARGE. */
export const FILTER_BYTES_MAX = 65_536;

/** Filters of one user. Clients define one or two. Beyond: the one that was defined longest ago is forgotten. */
export const FILTERS_PER_USER_MAX = 500;

/** A filter as JSON, in bytes. */
export const FILTER_BYTES_MAX = 65_536;

/** Filters of one user. Clients define one or two; beyond this the one that was defined longest ago is forgotten. */
export const FILTERS_PER_USER_MAX = 500;

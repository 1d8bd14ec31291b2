/** The services that a cluster has processes of, in the order of the tables. */
export const ROLES = ['client-api', 'room', 'sync', 'auth'] as const;
export type Role = (typeof ROLES)[number];
